import { MemoryObjectStore } from "@dateline/core/adapters/memory-object-store";
import { describeObjectStore } from "../../contracts/object-store.ts";

describeObjectStore("MemoryObjectStore", async () => new MemoryObjectStore());
