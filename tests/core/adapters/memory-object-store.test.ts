import { MemoryObjectStore } from "@dateline-search/core/adapters/object-store/memory-object-store";
import { describeObjectStore } from "../../contracts/object-store.ts";

describeObjectStore("MemoryObjectStore", async () => new MemoryObjectStore());
