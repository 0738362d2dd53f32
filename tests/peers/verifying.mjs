// Asks other people's verifiers about presentations and credentials, without a network.
// Standard input: [{"peer": "verifier-core" | "vc", "file", "challenge", "domain"}]; the answer is one true or false
// for each: for a presentation, whether its own signature and those of all its credentials hold.
import { readFile } from 'node:fs/promises';
import process from 'node:process';

globalThis.fetch = async () => {
  throw new Error('offline');
};
const answer = process.stdout.write.bind(process.stdout);
console.log = console.warn = console.error = () => {};

const { DataIntegrityProof } = await import('@digitalcredentials/data-integrity');
const { cryptosuite } = await import('@digitalcredentials/eddsa-rdfc-2022-cryptosuite');
const { Ed25519Signature2020 } = await import('@digitalcredentials/ed25519-signature-2020');
const { securityLoader } = await import('@digitalcredentials/security-document-loader');
const vc = await import('@digitalcredentials/vc');
const core = await import('@digitalcredentials/verifier-core');

const documentLoader = securityLoader({ fetchRemoteContexts: false }).build();
const suite = [new Ed25519Signature2020(), new DataIntegrityProof({ cryptosuite })];
const checkStatus = async () => ({ verified: true });
const signed = (result) => result?.log?.some((step) => step.id === 'valid_signature' && step.valid) ?? false;

const PEERS = {
  vc: {
    credential: async (credential) =>
      (await vc.verifyCredential({ credential, suite, documentLoader, checkStatus })).verified,
    presentation: async (presentation, { challenge, domain }) =>
      (await vc.verify({ presentation, suite, documentLoader, checkStatus, challenge, domain })).verified,
  },
  'verifier-core': {
    credential: async (credential) => signed(await core.verifyCredential({ credential, knownDIDRegistries: [] })),
    presentation: async (presentation, { challenge }) => {
      const found = await core.verifyPresentation({ presentation, challenge, knownDIDRegistries: [] });
      return found.presentationResult?.signature === 'valid' && found.credentialResults.every(signed);
    },
  },
};

async function verified(asked) {
  const document = JSON.parse(await readFile(asked.file, 'utf8'));
  const kind = [document.type].flat().includes('VerifiablePresentation') ? 'presentation' : 'credential';
  try {
    return await PEERS[asked.peer][kind](document, asked);
  } catch {
    return false;
  }
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const answers = [];
for (const asked of JSON.parse(Buffer.concat(chunks).toString())) answers.push(await verified(asked));
answer(JSON.stringify(answers));
