// The page of shared credentials: shows what signed.js found to be signed, and refuses what it did not.
//
// The data stands in this page as JSON, and so do all words, in the language of the page.
// Every text reaches the page by textContent or as a text node.
(() => {
  const { checked, hash, hex, utf8, toBase64url, many, member, first, idOf } = Signed;
  const page = JSON.parse(document.getElementById('data').textContent);

  // A sentence by its name, with its places filled in once: a brace in what is put there is no place.
  const say = (name, values = {}) => page.words[name].replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);

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

  function momentOf(written) {
    const zoned = /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(written) || !written.includes('T') ? written : `${written}Z`;
    const found = new Date(zoned);
    return Number.isNaN(found.getTime()) ? undefined : found;
  }

  const dayOf = (date) => date.toISOString().split('T')[0];

  function day(value) {
    const written = text(value);
    const found = momentOf(written);
    return found ? dayOf(found) : written;
  }

  function ending(value) {
    const found = momentOf(text(value));
    return found && found < new Date() ? say('over', { day: day(value) }) : day(value);
  }

  function beginning(value) {
    const found = momentOf(text(value));
    return found && found > new Date() ? say('not_yet', { day: day(value) }) : '';
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
        ['issuer', text(member(issuer, 'name'))],
        ['issuer_id', clean(idOf(content.issuer))],
        ['awarded_to', name || clean(idOf(subject))],
        ['issued', day(content.awardedDate ?? content.issuanceDate ?? content.issued ?? content.validFrom)],
        ['begins', beginning(content.validFrom ?? content.issuanceDate)],
        ['ends', ending(content.validUntil ?? content.expirationDate)],
        ['credits', text(member(subject, 'creditsEarned')) || text(member(achievements[0], 'creditsAvailable'))],
      ],
      unfinished: many(content.credentialSubject).map(unfinishedOf).find(Boolean),
      description: text(content.description),
      achievements: achievements.map((one) => achievementOf(one, subject)),
    };
  }

  // What results say of a learner who did not complete something; of several attempts one that was completed counts.
  const UNFINISHED = ['Enrolled', 'Failed', 'InProgress', 'OnHold', 'Withdrew'];

  function unfinishedOf(subject) {
    const achievements = many(member(subject, 'achievement'));
    return achievements.map((one) => {
      const own = many(member(one, 'resultDescription')).map(idOf);
      const statuses = many(member(subject, 'result'))
        .filter((each) => achievements.length === 1 || own.includes(idOf(member(each, 'resultDescription'))))
        .map((each) => text(member(each, 'status'))).filter(Boolean);
      return statuses.every((each) => UNFINISHED.includes(each)) ? statuses[0] : undefined;
    }).find(Boolean);
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
    const parts = [element('dl', rows.flatMap(([label, value]) => [element('dt', say(label)), said('dd', value)]))];
    if (facts.unfinished) parts.push(element('p', say('unfinished', { status: facts.unfinished }), { class: 'open' }));
    if (picture.test(facts.image)) parts.unshift(element('img', '', { src: facts.image, alt: '', class: 'badge' }));
    const [only, ...more] = facts.achievements;
    const description = facts.description || only?.description;
    if (description) parts.push(said('p', description));
    for (const one of facts.achievements) parts.push(...drawAchievement(one, more.length > 0));
    return parts;
  }

  function drawAchievement(one, named) {
    const parts = [];
    if (named) parts.push(said('h3', one.name || say('untitled')), said('p', one.description));
    if (one.criteria) parts.push(element('h3', say('criteria')), said('p', one.criteria));
    const skills = one.alignments.filter(Boolean);
    if (skills.length) parts.push(element('h3', say('skills')), element('ul', skills.map((each) => said('li', each))));
    if (one.results.length) {
      const lines = one.results.map(([label, value]) =>
        element('tr', [element('th', label, { scope: 'row', dir: 'auto' }), said('td', value)]));
      parts.push(element('h3', say('results')), element('table', element('tbody', lines)));
    }
    return parts;
  }

  function state(section, kind, words) {
    const line = section.querySelector('[data-part=state]');
    line.className = kind;
    line.textContent = words;
  }

  async function show(one) {
    const section = document.getElementById(one.at);
    if (!one.signed) return 'open'; // the page says so already
    try {
      if (!globalThis.crypto?.subtle) throw new DOMException('no cryptography here', 'NotSupportedError');
      const { content, own, by } = await checked(one.signed, ['assertionMethod']);
      const facts = factsOf(content);
      section.querySelector('h2').textContent = facts.title || say('untitled');
      section.querySelector('[data-part=facts]').replaceChildren(...draw(facts));
      if (own) {
        state(section, 'good', `✓ ${say('own_key')}`);
        return 'good';
      }
      // A forger can enclose a key of their own: no tick.
      state(section, 'open', say('enclosed_key', { issuer: clean(by) }));
      return 'enclosed';
    } catch (error) {
      if (error.name === 'NotSupportedError') {
        state(section, 'open', say('cannot'));
        return 'open';
      }
      section.querySelector('h2').textContent = say('refused');
      section.querySelector('[data-part=facts]').replaceChildren();
      state(section, 'bad', say('not_signed'));
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
      state(section, 'good', `✓ ${say('same_list')}`);
      offerFiles(JSON.parse(page.manifest).files);
      return 'good';
    } catch (error) {
      const [kind, words] = error.name === 'NotSupportedError' ? ['open', 'cannot'] : ['bad', 'other_list'];
      state(section, kind, say(words));
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
    const [kind, words] = listed.some((one) => one.sha256 === digest) ? ['good', 'as_shared']
      : named ? ['bad', 'changed'] : ['open', 'unlisted'];
    return element('li', [said('span', clean(file.name)), ': ', say(words)], { class: kind });
  }

  function conclude(states) {
    const count = (kind) => states.filter((one) => one === kind).length;
    const said = ['good', 'enclosed', 'open', 'bad'].filter(count)
      .map((kind) => say(kind, { n: count(kind), all: states.length }));
    const line = document.getElementById('summary');
    line.textContent = say('signatures', { states: said.join(', ') });
    line.className = count('bad') ? 'bad' : 'soft';
  }

  function ended() {
    const line = document.getElementById('share');
    const until = page.until && new Date(page.until);
    if (line && until && until < new Date()) {
      const parts = say('share_over', { day: dayOf(until) }).split(/(\d{4}-\d\d-\d\d)/);
      line.replaceChildren(...parts.map((part, at) => (at % 2 ? element('time', part) : part)));
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
