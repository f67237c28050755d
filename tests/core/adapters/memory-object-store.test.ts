import { MemoryObjectStore } from "@dateline/core/adapters/object-store/memory-object-store";
import { describeObjectStore } from "../../contracts/object-store.ts";

describeObjectStore("MemoryObjectStore", async () => new MemoryObjectStore());
