/** What a native library for Linux requires of its loader. */
export interface ElfFile {
  /** Such as "x86-64"; "machine 40" for a machine without a name here. */
  readonly machine: string;
  /** File names of the libraries that it links to. */
  readonly libraries: readonly string[];
  /** Symbol versions that those must provide, such as "GLIBC_2.29"; sorted. */
  readonly versions: readonly string[];
}

/* Field offsets and numbers: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html and, for versions,
   https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html */
const MAGIC = "7f454c46";
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const MACHINES: Readonly<Record<number, string>> = { 3: "x86", 62: "x86-64", 183: "aarch64" };

const SEGMENT_LOAD = 1;
const SEGMENT_DYNAMIC = 2;

const TAG_END = 0n;
const TAG_NEEDED = 1n;
const TAG_STRING_TABLE = 5n;
const TAG_VERSION_NEEDS = 0x6ffffffen;

/** A part of the file that the loader maps to an address. */
interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly sizeBytes: number;
}

interface DynamicEntry {
  readonly tag: bigint;
  readonly value: number;
}

/**
 * Reads the header and the dynamic section as a loader does, so files without section headers work too.
 *
 * @returns `undefined` when it is not an ELF file
 * @throws RangeError when the file is truncated
 */
export function readElf(bytes: Buffer): ElfFile | undefined {
  if (bytes.toString("hex", 0, 4) !== MAGIC) return undefined;
  const isRead = bytes[4] === CLASS_64 && bytes[5] === LITTLE_ENDIAN;
  const number = bytes[5] === LITTLE_ENDIAN ? bytes.readUInt16LE(18) : bytes.readUInt16BE(18);
  const machine = MACHINES[number] ?? `machine ${number}`;
  // For other kinds, the machine suffices.
  if (!isRead) return { machine, libraries: [], versions: [] };
  const segments = readSegments(bytes);
  const entries = readDynamicEntries(bytes, segments);
  const find = (tag: bigint) => entries.find((entry) => entry.tag === tag)?.value;
  const strings = find(TAG_STRING_TABLE);
  if (strings === undefined) return { machine, libraries: [], versions: [] };
  const text = (index: number) => readText(bytes, offsetOf(segments, strings) + index);
  const needs = find(TAG_VERSION_NEEDS);
  return {
    machine,
    libraries: entries.filter(({ tag }) => tag === TAG_NEEDED).map(({ value }) => text(value)),
    versions: needs === undefined ? [] : readVersions(bytes, offsetOf(segments, needs), text),
  };
}

function readSegments(bytes: Buffer): Segment[] {
  const start = readNumber(bytes, 32);
  const size = bytes.readUInt16LE(54);
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = start + index * size;
    return {
      type: bytes.readUInt32LE(at),
      offset: readNumber(bytes, at + 8),
      address: readNumber(bytes, at + 16),
      sizeBytes: readNumber(bytes, at + 32),
    };
  });
}

function readDynamicEntries(bytes: Buffer, segments: readonly Segment[]): DynamicEntry[] {
  const dynamic = segments.find(({ type }) => type === SEGMENT_DYNAMIC);
  const entries: DynamicEntry[] = [];
  if (dynamic === undefined) return entries;
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.sizeBytes; at += 16) {
    const tag = bytes.readBigUInt64LE(at);
    if (tag === TAG_END) break;
    entries.push({ tag, value: readNumber(bytes, at + 8) });
  }
  return entries;
}

/** Follows the chain of libraries, each with its chain of required versions. */
function readVersions(bytes: Buffer, start: number, text: (index: number) => string): string[] {
  const versions = new Set<string>();
  for (let library = start; ; ) {
    let version = library + bytes.readUInt32LE(library + 8);
    for (let left = bytes.readUInt16LE(library + 2); left > 0; left--) {
      versions.add(text(bytes.readUInt32LE(version + 8)));
      version += bytes.readUInt32LE(version + 12);
    }
    const next = bytes.readUInt32LE(library + 12);
    if (next === 0) return [...versions].sort();
    library += next;
  }
}

function offsetOf(segments: readonly Segment[], address: number): number {
  const segment = segments.find(
    ({ type, address: start, sizeBytes }) =>
      type === SEGMENT_LOAD && address >= start && address < start + sizeBytes,
  );
  if (segment === undefined) throw new RangeError(`address ${address} is outside of the file`);
  return address - segment.address + segment.offset;
}

function readText(bytes: Buffer, start: number): string {
  const end = bytes.indexOf(0, start);
  if (end < 0) throw new RangeError(`the name at ${start} has no end`);
  return bytes.toString("latin1", start, end);
}

function readNumber(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
