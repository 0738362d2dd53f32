// The page of shared credentials: shows what signed.js found to be signed, and refuses what it did not.
//
// The data stands in this page as JSON. Every text reaches the page by textContent or as a text node.
(() => {
  const { checked, hash, hex, utf8, toBase64url, many, member, first, idOf } = Signed;
  const page = JSON.parse(document.getElementById('data').textContent);

  // --- reading a credential --------------------------------------------------------------------------------------

  function text(value) {
    const all = many(value);
    const one = all.find((each) => String(member(each, '@language') ?? '').startsWith('en')) ?? all[0];
    if (typeof one === 'string' || typeof one === 'number') return clean(String(one));
    return typeof member(one, '@value') === 'string' ? clean(one['@value']) : '';
  }

  // The same characters as in wallet/share/cleaning.py: joiners stay where scripts and emoji need them.
  const UNSEEN = new RegExp('[\\x00-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f'
    + '\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\ud800-\\udfff\\u{e0000}-\\u{e007f}]'
    + '|(?:^|(?<=[\\x00-\\u02ff]))[\\u200c\\u200d]+', 'gu');

  // No terminal codes, no controls and no text that runs backwards: a name must read as it is.
  function clean(written) {
    const seen = written
      .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]?/g, '')
      .replace(/[\t\n\v\f\r\x85\u2028\u2029]+/g, ' ')
      .replace(UNSEEN, '')
      .replace(/[\s\u2800]{2,}/g, ' ')
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

  function beginning(value) {
    const found = momentOf(text(value));
    return found && found > new Date() ? `${day(value)} (not yet)` : '';
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
        ['Begins', beginning(content.validFrom ?? content.issuanceDate)],
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

  const CHECKED = 'Checked in this page: unchanged since it was signed';
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
      if (own) {
        state(section, 'good', `✓ ${CHECKED} by the key that is the issuer’s id.`);
        return 'good';
      }
      // A forger can enclose a key of their own: no tick.
      const theirs = 'Whether the key is theirs, no page can tell.';
      state(section, 'open', `${CHECKED}, with a key that the sender enclosed for ${clean(by)}. ${theirs}`);
      return 'enclosed';
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
      count('enclosed') && `${of(count('enclosed'))} checked with a key that the sender enclosed`,
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
