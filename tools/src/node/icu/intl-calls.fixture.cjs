/**
 * Prints the results of a table of calls for the locales in the arguments, as JSON with a key for each
 * call and locale. Two builds of Node with the same output know the same.
 */
const date = new Date(Date.UTC(2026, 1, 9, 17, 5, 42, 123));
const later = new Date(Date.UTC(2026, 3, 30, 4, 30));
const numbers = [0, -0.5, 1, 2, 5, 21, 1234.5678, -98_765_432.1, 1e21, NaN, Infinity];
const words = [
  'zebra',
  'Äpfel',
  'apple',
  'Öl',
  'oil',
  'résumé',
  'resume',
  'ça',
  'cb',
  '10',
  '9',
  'ß',
  'ss',
  'ñ',
  'İ',
  'ı',
  'i',
  '日本',
  '中国',
  'あ',
  'ア',
  '😀',
];
const text =
  'Hello, Dr. Smith! It costs $3.50 (e.g. 3,5 €). "Quoted?" Yes… 👩‍👩‍👧 flags 🇩🇪🇫🇷 e\u0301nd.';

const number = (options) => (locale) => {
  const format = new Intl.NumberFormat(locale, options);
  return [
    ...numbers.map((value) => format.format(value)),
    format.formatToParts(-1234.5),
    format.formatRange(1, 2000),
  ];
};
const time = (options) => (locale) => {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  return [
    format.format(date),
    format.formatToParts(later),
    format.formatRange(date, later),
    format.resolvedOptions(),
  ];
};
const relative = (options) => (locale) => {
  const format = new Intl.RelativeTimeFormat(locale, options);
  const units = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
  return units.flatMap((unit) => [-1, 0, 1, 2.5, 12].map((value) => format.format(value, unit)));
};
const names = (type, codes) => (locale) =>
  ['long', 'short', 'narrow'].map((style) => {
    const display = new Intl.DisplayNames(locale, { type, style });
    return codes.map((code) => display.of(code));
  });
const segments = (granularity) => (locale) =>
  [...new Intl.Segmenter(locale, { granularity }).segment(text)].map(({ segment, isWordLike }) => [
    segment,
    isWordLike,
  ]);
const sorted = (options) => (locale) => {
  const collator = new Intl.Collator(locale, options);
  return [words.toSorted(collator.compare), collator.resolvedOptions()];
};

/** Calls with a locale. */
const calls = {
  NumberFormat: number({}),
  'NumberFormat percent': number({ style: 'percent', maximumFractionDigits: 1 }),
  'NumberFormat compact': number({ notation: 'compact' }),
  'NumberFormat compact long': number({ notation: 'compact', compactDisplay: 'long' }),
  'NumberFormat scientific': number({ notation: 'scientific' }),
  'NumberFormat accounting': number({
    style: 'currency',
    currency: 'USD',
    currencySign: 'accounting',
  }),
  'NumberFormat arab': number({ numberingSystem: 'arab' }),
  'NumberFormat hanidec': number({ numberingSystem: 'hanidec', signDisplay: 'always' }),
  ...Object.fromEntries(
    ['EUR', 'USD', 'JPY', 'INR', 'CHF', 'XAU'].flatMap((currency) =>
      ['symbol', 'narrowSymbol', 'code', 'name'].map((currencyDisplay) => [
        `NumberFormat ${currency} ${currencyDisplay}`,
        number({ style: 'currency', currency, currencyDisplay }),
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['kilometer-per-hour', 'liter', 'celsius', 'megabyte', 'percent', 'foot', 'day'].flatMap(
      (unit) =>
        ['long', 'short', 'narrow'].map((unitDisplay) => [
          `NumberFormat ${unit} ${unitDisplay}`,
          number({ style: 'unit', unit, unitDisplay }),
        ]),
    ),
  ),
  DateTimeFormat: time({}),
  ...Object.fromEntries(
    ['full', 'long', 'medium', 'short'].map((style) => [
      `DateTimeFormat ${style}`,
      time({ dateStyle: style, timeStyle: style, timeZone: 'Europe/Berlin' }),
    ]),
  ),
  ...Object.fromEntries(
    [
      'buddhist',
      'chinese',
      'coptic',
      'dangi',
      'ethioaa',
      'ethiopic',
      'gregory',
      'hebrew',
      'indian',
      'islamic-civil',
      'islamic-umalqura',
      'iso8601',
      'japanese',
      'persian',
      'roc',
    ].map((calendar) => [
      `DateTimeFormat ${calendar}`,
      time({ calendar, dateStyle: 'full', era: undefined }),
    ]),
  ),
  ...Object.fromEntries(
    [
      'America/New_York',
      'Asia/Kolkata',
      'Asia/Tokyo',
      'Australia/Lord_Howe',
      'Europe/London',
      'America/Argentina/Ushuaia',
      'Africa/Casablanca',
      '+05:30',
    ].flatMap((timeZone) =>
      ['short', 'long', 'shortOffset', 'shortGeneric', 'longGeneric'].map((timeZoneName) => [
        `DateTimeFormat ${timeZone} ${timeZoneName}`,
        time({ timeZone, timeZoneName }),
      ]),
    ),
  ),
  'DateTimeFormat weekday': time({
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    year: 'numeric',
    era: 'long',
  }),
  'DateTimeFormat period': time({ hour: 'numeric', dayPeriod: 'long' }),
  'DateTimeFormat skeleton': time({
    month: 'narrow',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    fractionalSecondDigits: 3,
  }),
  'DateTimeFormat h23': time({ hour: 'numeric', minute: 'numeric', hourCycle: 'h23' }),
  'PluralRules cardinal': (locale) =>
    numbers.map((value) => new Intl.PluralRules(locale).select(value)),
  'PluralRules ordinal': (locale) =>
    [1, 2, 3, 4, 11, 21, 22, 103].map((value) =>
      new Intl.PluralRules(locale, { type: 'ordinal' }).select(value),
    ),
  'PluralRules range': (locale) => new Intl.PluralRules(locale).selectRange(1, 2),
  RelativeTimeFormat: relative({}),
  'RelativeTimeFormat auto': relative({ numeric: 'auto' }),
  'RelativeTimeFormat narrow': relative({ style: 'narrow', numeric: 'auto' }),
  ...Object.fromEntries(
    ['conjunction', 'disjunction', 'unit'].map((type) => [
      `ListFormat ${type}`,
      (locale) =>
        ['long', 'short', 'narrow'].map((style) =>
          new Intl.ListFormat(locale, { type, style }).format(['a', 'b', 'c']),
        ),
    ]),
  ),
  DurationFormat: (locale) =>
    ['long', 'short', 'narrow', 'digital'].map((style) =>
      new Intl.DurationFormat(locale, { style }).format({
        years: 1,
        days: 2,
        hours: 3,
        minutes: 46,
        seconds: 40,
        milliseconds: 5,
      }),
    ),
  'DisplayNames language': names('language', ['en', 'en-GB', 'de', 'zh-Hant-TW', 'sr-Latn', 'tlh']),
  'DisplayNames region': names('region', ['US', 'DE', 'UN', '419', 'XK', 'HK']),
  'DisplayNames script': names('script', ['Latn', 'Arab', 'Hans', 'Zyyy']),
  'DisplayNames currency': names('currency', ['USD', 'EUR', 'JPY', 'XTS']),
  'DisplayNames calendar': names('calendar', ['roc', 'persian', 'gregory']),
  'DisplayNames dateTimeField': names('dateTimeField', [
    'era',
    'year',
    'dayPeriod',
    'timeZoneName',
  ]),
  Collator: sorted({}),
  'Collator base': sorted({ sensitivity: 'base' }),
  'Collator numeric': sorted({ numeric: true, caseFirst: 'upper' }),
  'Collator search': sorted({ usage: 'search', ignorePunctuation: true }),
  localeCompare: (locale) => words.map((word) => word.localeCompare('m', locale)),
  'Segmenter grapheme': segments('grapheme'),
  'Segmenter word': segments('word'),
  'Segmenter sentence': segments('sentence'),
  toLocaleUpperCase: (locale) =>
    words.map((word) => [word.toLocaleUpperCase(locale), word.toLocaleLowerCase(locale)]),
  toLocaleString: (locale) => [
    date.toLocaleString(locale, { timeZone: 'Asia/Tokyo' }),
    (1e6).toLocaleString(locale),
    (10n ** 20n).toLocaleString(locale),
  ],
  Locale: (locale) => {
    const parsed = new Intl.Locale(locale);
    return [
      parsed.maximize().toString(),
      parsed.minimize().toString(),
      parsed.getCalendars(),
      parsed.getCollations(),
      parsed.getHourCycles(),
      parsed.getNumberingSystems(),
      parsed.getTextInfo(),
      parsed.getTimeZones(),
      parsed.getWeekInfo(),
    ];
  },
  supportedLocalesOf: (locale) =>
    [
      'Collator',
      'DateTimeFormat',
      'DisplayNames',
      'DurationFormat',
      'ListFormat',
      'NumberFormat',
      'PluralRules',
      'RelativeTimeFormat',
      'Segmenter',
    ].map((name) => [name, Intl[name].supportedLocalesOf([locale])]),
};

const LABELS = [
  'gbk',
  'gb18030',
  'big5',
  'euc-jp',
  'iso-2022-jp',
  'shift_jis',
  'euc-kr',
  'ibm866',
  'koi8-u',
  'macintosh',
  'windows-1252',
  'iso-8859-8',
  'utf-16be',
  'x-user-defined',
];
const decodeAll = (label) => {
  const decoder = new TextDecoder(label);
  const hash = require('node:crypto').createHash('sha256');
  for (let lead = 0; lead < 256; lead++)
    for (let trail = 0; trail < 256; trail++)
      hash.update(`${decoder.decode(Uint8Array.of(lead, trail, 0x20))}|`);
  for (const escape of ['\x1b$@', '\x1b$B', '\x1b(J', '\x1b(I'])
    for (let lead = 0x21; lead < 0x7f; lead++)
      hash.update(
        `${decoder.decode(Buffer.from(`${escape}${String.fromCharCode(lead, 0x21, lead, 0x7e)}\x1b(B`, 'latin1'))}|`,
      );
  return hash.digest('hex');
};
const points = Array.from({ length: 0x3000 }, (_, index) => String.fromCodePoint(index * 11));

/** Calls without a locale: their results do not depend on the selected locales. */
const common = {
  ...Object.fromEntries(LABELS.map((label) => [`TextDecoder ${label}`, () => decodeAll(label)])),
  ...Object.fromEntries(
    ['NFC', 'NFD', 'NFKC', 'NFKD'].map((form) => [
      `normalize ${form}`,
      () =>
        points
          .filter((text) => !/\p{Cs}/u.test(text))
          .join('')
          .normalize(form),
    ]),
  ),
  ...Object.fromEntries(
    [
      'L',
      'Lu',
      'Nd',
      'Emoji',
      'RGI_Emoji',
      'Script=Greek',
      'Script_Extensions=Deva',
      'ID_Start',
      'Bidi_Mirrored',
      'Changes_When_NFKC_Casefolded',
    ].map((property) => [
      `\\p{${property}}`,
      () => points.filter((text) => new RegExp(`^\\p{${property}}`, 'v').test(text)).join(''),
    ]),
  ),
  'case-insensitive': () => points.filter((text) => /[\u0130ßΣ\u212a]/iu.test(text)).join(''),
  'upper and lower': () => [points.join('').toUpperCase(), points.join('').toLowerCase()],
  getCanonicalLocales: () =>
    Intl.getCanonicalLocales(['iw', 'cmn-TW', 'sh', 'en-u-ca-islamicc', 'art-lojban', 'de-DD']),
  ...Object.fromEntries(
    ['calendar', 'currency', 'numberingSystem', 'timeZone', 'unit'].map((key) => [
      `supportedValuesOf ${key}`,
      () => Intl.supportedValuesOf(key),
    ]),
  ),
  zones: () =>
    Intl.supportedValuesOf('timeZone').map((timeZone) =>
      [-1e12, 0, 1e12, 2e12].map((at) => new Date(at).toLocaleString('en', { timeZone })),
    ),
  domainToASCII: () =>
    ['español.com', '中文.com', 'xn--fiq228c.com', 'faß.de'].map((name) =>
      require('node:url').domainToASCII(name),
    ),
  transcode: () =>
    require('node:buffer').transcode(Buffer.from('€é'), 'utf8', 'latin1').toString('hex'),
  versions: () => [
    process.versions.icu,
    process.versions.cldr,
    process.versions.tz,
    process.versions.unicode,
  ],
};

const answer = (call, ...args) => {
  try {
    return call(...args);
  } catch (error) {
    return String(error);
  }
};
const answers = Object.entries(common).map(([name, call]) => [name, answer(call)]);
for (const locale of process.argv.slice(2))
  for (const [name, call] of Object.entries(calls))
    answers.push([`${name} ${locale}`, answer(call, locale)]);
console.log(JSON.stringify(Object.fromEntries(answers)));
