import { describeObjectStore } from "../../contracts/object-store.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";

describeObjectStore("MemoryObjectStore", async () => new MemoryObjectStore());
