// Whether what an issuer or a sender signed is unchanged, as far as a browser can tell; nothing is loaded.
//
// A page carries the text that was signed: as canonical N-Quads (rdfc), canonical JSON (jcs) or a token (jws).
// Once the signature over that text holds, it is read into a tree of plain terms, and nothing else is shown.
'use strict';
const Signed = (() => {
  // --- bytes ---------------------------------------------------------------------------------------------

  const utf8 = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const hash = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes));

  function fromBase64url(text) {
    if (!/^[\w-]*$/.test(text)) throw new Error('not base64url');
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  }

  const toBase64url = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

  function fromBase58(text) {
    const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
    let number = 0n;
    for (const one of text) {
      if (!digits.includes(one)) throw new Error('not base58');
      number = number * 58n + BigInt(digits.indexOf(one));
    }
    return fromNumber(number, Math.ceil(number.toString(16).length / 2));
  }

  const fromNumber = (number, size) => Uint8Array.from(
    number.toString(16).padStart(size * 2, '0').match(/../g), (pair) => parseInt(pair, 16));

  // --- keys: an issuer whose name is its key needs nobody's word for it -------------------------------------

  const CURVES = {
    'P-256': [2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn],
    'P-384': [2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn],
  };
  const CODECS = { ed01: 'Ed25519', 8024: 'P-256', 8124: 'P-384' };
  const ALGORITHMS = {
    EdDSA: [{ name: 'Ed25519' }, { name: 'Ed25519' }],
    ES256: [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }],
    ES384: [{ name: 'ECDSA', namedCurve: 'P-384' }, { name: 'ECDSA', hash: 'SHA-384' }],
    RS256: [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, { name: 'RSASSA-PKCS1-v1_5' }],
    PS256: [{ name: 'RSA-PSS', hash: 'SHA-256' }, { name: 'RSA-PSS', saltLength: 32 }],
  };

  const isOwnKey = (did) => did.startsWith('did:key:') || did.startsWith('did:jwk:');

  function keyOf(did) {
    if (did.startsWith('did:jwk:')) {
      const { kty, crv, x, y, n, e } = JSON.parse(new TextDecoder().decode(fromBase64url(did.slice(8).split('#')[0])));
      return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e }));
    }
    const spelled = did.slice(8).split('#')[0];
    if (spelled[0] !== 'z') throw new Error('an unknown spelling of a key');
    const bytes = fromBase58(spelled.slice(1));
    const kind = CODECS[hex(bytes.slice(0, 2))];
    const raw = bytes.slice(2);
    if (kind === 'Ed25519') return { kty: 'OKP', crv: kind, x: toBase64url(raw) };
    if (kind === undefined) throw new DOMException('a kind of key that is not known here', 'NotSupportedError');
    return { kty: 'EC', crv: kind, ...wholePoint(CURVES[kind], raw) };
  }

  // SEC 1, 2.3.4: from x and the parity of y to the whole point; both primes are 3 modulo 4.
  function wholePoint([prime, b], raw) {
    const x = BigInt(`0x${hex(raw.slice(1))}`);
    let y = power((x * x * x - 3n * x + b) % prime, (prime + 1n) / 4n, prime);
    if (Number(y & 1n) !== (raw[0] & 1)) y = prime - y;
    const size = raw.length - 1;
    return { x: toBase64url(fromNumber(x, size)), y: toBase64url(fromNumber(y, size)) };
  }

  function power(base, exponent, prime) {
    let found = 1n;
    for (base = ((base % prime) + prime) % prime; exponent; exponent >>= 1n, base = (base * base) % prime) {
      if (exponent & 1n) found = (found * base) % prime;
    }
    return found;
  }

  // --- signatures --------------------------------------------------------------------------------------------

  async function holds(signed, key, signature, message) {
    const [importing, verifying] = ALGORITHMS[signed.alg] ?? [];
    if (!importing) throw new DOMException('an algorithm that is not known here', 'NotSupportedError');
    const usable = await crypto.subtle.importKey('jwk', key, importing, false, ['verify']);
    return crypto.subtle.verify(verifying, usable, signature, message);
  }

  // What a proof over canonical forms signs: perhaps a header, then hash(options), then hash(document).
  async function signedBytes(signed) {
    const hashes = [signed.options, signed.document].map((text) => hash(signed.hash, utf8(text)));
    return joined(utf8(signed.prefix), ...(await Promise.all(hashes)));
  }

  // The signed text as a tree keyed by plain terms, or an error when its signature does not hold.
  async function checked(signed, purposes) {
    const { content, by, purpose, signature, message } =
      signed.form === 'jws' ? readToken(signed) : await readProof(signed);
    const own = isOwnKey(by);
    const good = await holds(signed, own ? keyOf(by) : signed.key, signature, message);
    if (!good || (purpose && !purposes.includes(purpose))) throw new Error('the signature does not hold');
    return { content, by, own };
  }

  function readToken(signed) {
    const [header, payload, signature] = signed.document.split('.');
    const said = JSON.parse(new TextDecoder().decode(fromBase64url(header)));
    if (said.alg !== signed.alg && !(said.alg === 'Ed25519' && signed.alg === 'EdDSA')) throw new Error('alg');
    if (said.crit || 'b64' in said) throw new DOMException('an extension', 'NotSupportedError');
    const claims = JSON.parse(new TextDecoder().decode(fromBase64url(payload)));
    const day = (seconds) => (typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : undefined);
    const dates = { validFrom: day(claims.nbf ?? claims.iat), validUntil: day(claims.exp) };
    const content = claims.vc ? { ...dates, issuer: claims.iss, ...claims.vc } : claims;
    return {
      content, by: idOf(content.issuer) || String(claims.iss ?? ''),
      signature: fromBase64url(signature), message: utf8(`${header}.${payload}`),
    };
  }

  async function readProof(signed) {
    const read = signed.form === 'rdfc' ? treeOf : JSON.parse;
    const content = read(signed.document);
    const options = read(signed.options);
    return {
      content, by: idOf(content.issuer ?? content.holder),
      purpose: idOf(options.proofPurpose).split('#').pop(),
      signature: fromBase64url(signed.signature), message: await signedBytes(signed),
    };
  }

  // --- canonical N-Quads to a tree -----------------------------------------------------------------------------

  // What each member means. What is not listed is not shown.
  const TERMS = {
    "https://www.w3.org/2018/credentials#": ["credentialSubject", "expirationDate", "holder", "issuanceDate",
      "issued", "issuer", "validFrom", "validUntil"],
    "https://schema.org/": ["description", "familyName", "givenName", "name", "targetFramework", "targetName",
      "targetUrl", "value"],
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#": ["achievement", "achievementType", "alignment",
      "awardedDate", "creditsAvailable", "creditsEarned", "endorsement", "image", "narrative", "result", "resultDescription",
      "status", "targetCode"],
    "https://w3id.org/security#": ["proofPurpose"]
  };
  const OTHER_NAMES = {
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria": "criteria",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement-0": "achievement",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement": "achievement",
    "https://purl.imsglobal.org/spec/vc/clr/vocab.html#achievement": "achievement",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Image": "image",
    "https://schema.org/image": "image"
  };
  const NAMES = new Map([
    ...Object.entries(TERMS).flatMap(([start, names]) => names.map((name) => [start + name, name])),
    ...Object.entries(OTHER_NAMES),
  ]);
  const NODE = '<[^<>"\\s]*>|_:\\w+';
  const QUAD = new RegExp(
    `^(${NODE}) <([^<>"\\s]*)> (?:(${NODE})|"((?:[^"\\\\]|\\\\.)*)"(?:\\^\\^<[^<>\\s]*>|@([\\w-]+))?)(?: (${NODE}))? \\.$`);
  const DEPTH = 8;

  // The default graph as one tree; what other graphs hold (a credential within a credential) is not shown.
  function treeOf(text) {
    const nodes = new Map();
    const pointedAt = new Set();
    for (const line of text.split('\n').filter(Boolean)) {
      const match = QUAD.exec(line);
      if (!match) throw new Error('not N-Quads');
      const [, subject, predicate, object, literal, language, graph] = match;
      if (graph) continue;
      if (!nodes.has(subject)) nodes.set(subject, []);
      const value = object ? { node: object } : language
        ? { '@value': unescaped(literal), '@language': language } : unescaped(literal);
      nodes.get(subject).push([NAMES.get(predicate), value]);
      if (object && NAMES.has(predicate)) pointedAt.add(object);
    }
    const says = (one, ...names) => nodes.get(one).some(([name]) => names.includes(name));
    const tops = [...nodes.keys()].filter((one) => !pointedAt.has(one));
    const roots = tops.filter((one) => says(one, 'credentialSubject', 'holder', 'proofPurpose'));
    if (roots.length !== 1) throw new DOMException('more than one beginning', 'NotSupportedError');
    return build(roots[0], nodes, 0);
  }

  function build(name, nodes, depth) {
    const tree = Object.create(null);
    if (name[0] === '<') tree.id = name.slice(1, -1);
    for (const [member, value] of (depth < DEPTH && nodes.get(name)) || []) {
      if (!member) continue;
      const built = value.node ? build(value.node, nodes, depth + 1) : value;
      tree[member] = [...(tree[member] ?? []), built];
    }
    return tree;
  }

  const ESCAPES = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f' };
  const unescaped = (text) => text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, one) =>
    one ? ESCAPES[one] ?? one : String.fromCodePoint(parseInt(short ?? long, 16)));

  // --- walking a tree --------------------------------------------------------------------------------------

  const many = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);
  const member = (node, name) => (node && typeof node === 'object' ? node[name] : undefined);
  const first = (value) => many(value)[0];

  function idOf(value) {
    const one = first(value);
    return typeof one === 'string' ? one : String(member(one, 'id') ?? '');
  }

  return { checked, hash, hex, utf8, toBase64url, many, member, first, idOf };
})();
