// A worker for verification.py: verifies one credential over and over with one peer.
// Arguments: PEER FILE. It reads lines with a count and answers with the seconds
// taken, on the clock and of the processor.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import process from 'node:process';

// Nobody here may reach a network: a peer that wants a schema is refused at once and in silence,
// so that what is timed is its verification and not its waiting.
globalThis.fetch = async () => {
  throw new Error('offline');
};
const answer = console.log.bind(console);
console.log = console.warn = console.error = () => {};

const [peer, path] = process.argv.slice(2);
const text = await readFile(path, 'utf8');

async function digitalbazaar() {
  const { DataIntegrityProof } = await import('@digitalbazaar/data-integrity');
  const { cryptosuite } = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
  const vc = await import('@digitalbazaar/vc');
  const { securityLoader } = await import('@digitalcredentials/security-document-loader');
  const documentLoader = securityLoader({ fetchRemoteContexts: false }).build();
  const suite = new DataIntegrityProof({ cryptosuite });
  const checkStatus = async () => ({ verified: true });
  return async () =>
    (await vc.verifyCredential({ credential: JSON.parse(text), suite, documentLoader, checkStatus })).verified;
}

async function verifierCore() {
  const { verifyCredential } = await import('@digitalcredentials/verifier-core');
  return async () => {
    const report = await verifyCredential({ credential: JSON.parse(text), knownDIDRegistries: [] });
    return report.log?.some((entry) => entry.id === 'valid_signature' && entry.valid) ?? false;
  };
}

async function jose() {
  const { jwtVerify, importJWK, decodeProtectedHeader } = await import('jose');
  const token = text.trim();
  const header = decodeProtectedHeader(token);
  const key = await importJWK(header.jwk, header.alg);
  return async () => Boolean(await jwtVerify(token, key, { clockTolerance: '100y' }));
}

const verify = await { digitalbazaar, 'verifier-core': verifierCore, jose }[peer]();
answer(JSON.stringify({ verified: await verify() }));

for await (const line of createInterface({ input: process.stdin })) {
  const [started, worked] = [performance.now(), process.cpuUsage()];
  for (let n = Number(line); n > 0; n -= 1) await verify();
  const { user, system } = process.cpuUsage(worked);
  answer(JSON.stringify({ seconds: (performance.now() - started) / 1000, work: (user + system) / 1e6 }));
}
