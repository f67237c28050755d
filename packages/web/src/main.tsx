import { render } from "preact";
import { SearchPage } from "./components/search-page.tsx";

const root = document.getElementById("page");
const apiUrl = document.querySelector<HTMLMetaElement>('meta[name="dateline-api"]')?.content ?? "/";
if (root !== null) render(<SearchPage apiUrl={apiUrl} />, root);
