// The viewer of shared credentials. It checks what a browser can check, and shows only what was signed.
//
// Nothing is loaded: the data stands in this page as JSON. Every text reaches the page by textContent.
// For each credential the page carries the text that its issuer signed, as canonical N-Quads (rdfc),
// canonical JSON (jcs) or a token (jws). Once the signature over that text holds, what is shown is read
// out of that same text, never out of something that lies beside it.
'use strict';
(() => {
  const page = JSON.parse(document.getElementById('data').textContent);

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
      "targetCode"],
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

  // --- reading a credential --------------------------------------------------------------------------------------

  const many = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);
  const member = (node, name) => (node && typeof node === 'object' ? node[name] : undefined);
  const first = (value) => many(value)[0];

  function idOf(value) {
    const one = first(value);
    return typeof one === 'string' ? one : String(member(one, 'id') ?? '');
  }

  function text(value) {
    const all = many(value);
    const one = all.find((each) => String(member(each, '@language') ?? '').startsWith('en')) ?? all[0];
    if (typeof one === 'string' || typeof one === 'number') return clean(String(one));
    return typeof member(one, '@value') === 'string' ? clean(one['@value']) : '';
  }

  // No terminal codes, no controls and no text that runs backwards: a name must read as it is.
  function clean(written) {
    const seen = written
      .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]?/g, '')
      .replace(/[\t\n\v\f\r\x85\u2028\u2029]+/g, ' ')
      .replace(/[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, '')
      .trim();
    const characters = [...seen];
    return characters.length > 2000 ? `${characters.slice(0, 1999).join('')}…` : seen;
  }

  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June',
    'July', 'August', 'September', 'October', 'November', 'December'];

  function momentOf(written) {
    const zoned = /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(written) || !written.includes('T') ? written : `${written}Z`;
    const found = new Date(zoned);
    return Number.isNaN(found.getTime()) ? undefined : found;
  }

  const dayOf = (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;

  function day(value) {
    const written = text(value);
    const found = momentOf(written);
    return found ? dayOf(found) : written;
  }

  function ending(value) {
    const found = momentOf(text(value));
    return found && found < new Date() ? `${day(value)} (over)` : day(value);
  }

  function factsOf(content) {
    const subject = first(content.credentialSubject);
    const achievements = many(member(subject, 'achievement'));
    const name = text(member(subject, 'name'))
      || [member(subject, 'givenName'), member(subject, 'familyName')].map(text).join(' ').trim();
    const issuer = first(content.issuer);
    return {
      title: text(content.name) || text(member(achievements[0], 'name')),
      image: idOf(content.image) || idOf(member(achievements[0], 'image')),
      rows: [
        ['Issuer', text(member(issuer, 'name'))],
        ['Issuer id', clean(idOf(content.issuer))],
        ['Awarded to', name || clean(idOf(subject))],
        ['Issued', day(content.awardedDate ?? content.issuanceDate ?? content.issued ?? content.validFrom)],
        ['Ends', ending(content.validUntil ?? content.expirationDate)],
        ['Credits', text(member(subject, 'creditsEarned')) || text(member(achievements[0], 'creditsAvailable'))],
      ],
      description: text(content.description),
      achievements: achievements.map((one) => achievementOf(one, subject)),
    };
  }

  function achievementOf(one, subject) {
    const criteria = first(one.criteria);
    const names = new Map(many(one.resultDescription).map((each) => [idOf(each), text(member(each, 'name'))]));
    return {
      name: text(one.name),
      description: text(one.description),
      criteria: text(member(criteria, 'narrative')) || clean(idOf(criteria)),
      alignments: many(one.alignment).map((each) => {
        const where = [text(member(each, 'targetFramework')), text(member(each, 'targetCode'))].filter(Boolean).join(' ');
        return [text(member(each, 'targetName')), where && `(${where})`].filter(Boolean).join(' ');
      }),
      results: many(member(subject, 'result'))
        .map((each) => [names.get(idOf(member(each, 'resultDescription'))), text(member(each, 'value'))])
        .filter(([label, value]) => label && value),
    };
  }

  // --- drawing --------------------------------------------------------------------------------------------------------

  function element(name, content, attributes = {}) {
    const made = document.createElement(name);
    for (const one of [content].flat()) made.append(one);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const said = (name, content) => element(name, content, { dir: 'auto' });
  const picture = /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+\/=]{1,350000}$/;

  function draw(facts) {
    const rows = facts.rows.filter(([, value]) => value);
    const parts = [element('dl', rows.flatMap(([label, value]) => [element('dt', label), said('dd', value)]))];
    if (picture.test(facts.image)) parts.unshift(element('img', '', { src: facts.image, alt: '', class: 'badge' }));
    const [only, ...more] = facts.achievements;
    const description = facts.description || only?.description;
    if (description) parts.push(said('p', description));
    for (const one of facts.achievements) parts.push(...drawAchievement(one, more.length > 0));
    return parts;
  }

  function drawAchievement(one, named) {
    const parts = [];
    if (named) parts.push(said('h3', one.name), said('p', one.description));
    if (one.criteria) parts.push(element('h3', 'What it took'), said('p', one.criteria));
    const skills = one.alignments.filter(Boolean);
    if (skills.length) parts.push(element('h3', 'Skills'), element('ul', skills.map((each) => said('li', each))));
    if (one.results.length) {
      const lines = one.results.map(([label, value]) =>
        element('tr', [element('th', label, { scope: 'row', dir: 'auto' }), said('td', value)]));
      parts.push(element('h3', 'Results'), element('table', element('tbody', lines)));
    }
    return parts;
  }

  function state(section, kind, words) {
    const line = section.querySelector('[data-part=state]');
    line.className = kind;
    line.textContent = words;
  }

  const CANNOT = 'Not checkable in this page with this browser. What follows is what the sender says.';

  async function show(one) {
    const section = document.getElementById(one.at);
    if (!one.signed) return 'open'; // the page says so already
    try {
      if (!globalThis.crypto?.subtle) throw new DOMException('no cryptography here', 'NotSupportedError');
      const { content, own, by } = await checked(one.signed, ['assertionMethod']);
      const facts = factsOf(content);
      section.querySelector('h2').textContent = facts.title || '(without a title)';
      section.querySelector('[data-part=facts]').replaceChildren(...draw(facts));
      const whose = own ? 'by the key that is the issuer’s id' : `with a key that the sender enclosed for ${clean(by)}`;
      state(section, 'good', `✓ Checked in this page: unchanged since it was signed ${whose}.`);
      return 'good';
    } catch (error) {
      if (error.name === 'NotSupportedError') {
        state(section, 'open', CANNOT);
        return 'open';
      }
      section.querySelector('h2').textContent = 'Refused';
      section.querySelector('[data-part=facts]').replaceChildren();
      state(section, 'bad', 'Refused: this is not what the issuer signed. Do not rely on it.');
      return 'bad';
    }
  }

  // The sender's signature is over the id of the presentation, and that id is the hash of the list of files.
  async function showSender() {
    const section = document.getElementById('sender');
    if (!section || !page.sender) return 'open';
    try {
      if (!globalThis.crypto?.subtle) throw new DOMException('no cryptography here', 'NotSupportedError');
      const { content, own } = await checked(page.sender, ['authenticationMethod', 'authentication', 'assertionMethod']);
      const pin = `ni:///sha-256;${toBase64url(await hash('SHA-256', utf8(page.manifest)))}`;
      if (!own || content.id !== pin) throw new Error('another list');
      state(section, 'good', '✓ Checked in this page: the list of files is as it was when this was made.');
      offerFiles(JSON.parse(page.manifest).files);
      return 'good';
    } catch (error) {
      const [kind, words] = error.name === 'NotSupportedError' ? ['open', CANNOT]
        : ['bad', 'Refused: the list of files is not the one that was signed. Do not rely on it.'];
      state(section, kind, words);
      return kind;
    }
  }

  // Files that the reader picks are read in this page; they go nowhere.
  function offerFiles(listed) {
    const section = document.getElementById('compare');
    section.hidden = false;
    section.querySelector('input').addEventListener('change', async (event) => {
      const lines = await Promise.all([...event.target.files].map((file) => compare(file, listed)));
      section.querySelector('ul').replaceChildren(...lines);
    });
  }

  async function compare(file, listed) {
    const digest = hex(await hash('SHA-256', new Uint8Array(await file.arrayBuffer())));
    const named = listed.some((one) => one.path.split('/').pop() === file.name);
    const [kind, words] = listed.some((one) => one.sha256 === digest) ? ['good', 'as it was shared']
      : named ? ['bad', 'changed since it was shared'] : ['open', 'not in the list'];
    return element('li', [said('span', clean(file.name)), ': ', words], { class: kind });
  }

  function conclude(states) {
    const count = (kind) => states.filter((one) => one === kind).length;
    const of = (number) => `${number} of ${states.length}`;
    const said = [
      count('good') && `${of(count('good'))} checked in this page`,
      count('open') && `${of(count('open'))} not checkable in this page`,
      count('bad') && `${of(count('bad'))} refused`,
    ].filter(Boolean);
    const line = document.getElementById('summary');
    line.textContent = `Signatures of issuers: ${said.join(', ')}.`;
    line.className = count('bad') ? 'bad' : 'soft';
  }

  function ended() {
    const line = document.getElementById('share');
    const until = page.until && new Date(page.until);
    if (line && until && until < new Date()) {
      line.textContent = `This share was meant to be checked until ${dayOf(until)}. `
        + 'The credentials did not end then: their own dates stand beside each.';
      line.className = 'open';
    }
  }

  ended();
  showSender();
  Promise.all(page.credentials.map(show)).then((states) => {
    conclude(states);
    document.documentElement.dataset.done = 'yes';
  });
})();
