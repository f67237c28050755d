import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Certificates below one authority, as files in a folder: `ca.pem`, and for each name `NAME.pem` and `NAME.key`. */
export interface Certificates {
  readonly folder: string;
  /** Path of a file among them. */
  path(file: string): string;
}

/** Makes an authority of one's own and certificates of 127.0.0.1 that it signed, whose names are `CN=NAME`. */
export async function makeCertificates(folder: string, names: readonly string[]): Promise<Certificates> {
  const openssl = async (...args: readonly string[]) => await run("openssl", args, { cwd: folder });
  const authority = ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Own authority"];
  await openssl("req", "-x509", ...CURVE, "-days", "2", ...authority);
  await writeFile(join(folder, "names.txt"), "subjectAltName=IP:127.0.0.1\n");
  const signer = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
  for (const name of names) {
    await openssl("req", ...CURVE, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const files = ["-in", `${name}.csr`, "-out", `${name}.pem`, "-extfile", "names.txt"];
    await openssl("x509", "-req", "-days", "2", ...files, ...signer);
  }
  return { folder, path: (file) => join(folder, file) };
}
