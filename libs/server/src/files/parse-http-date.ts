/** Sun, 06 Nov 1994 08:49:37 GMT */
const IMF_FIXDATE = /^(\w{3}), (\d{2}) (\w{3}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/;
/** Sunday, 06-Nov-94 08:49:37 GMT */
const RFC_850 = /^(\w{3})[a-z]{3,6}, (\d{2})-(\w{3})-(\d{2}) (\d{2}:\d{2}:\d{2}) GMT$/;
/** Sun Nov  6 08:49:37 1994 */
const ASCTIME = /^(\w{3}) (\w{3}) ([ \d]\d) (\d{2}:\d{2}:\d{2}) (\d{4})$/;

/**
 * Parses a date in one of the three formats of RFC 9110, section 5.6.7, which a recipient must accept.
 *
 * @param now Decides the century of a two-digit year, which is at most 50 years ahead.
 * @returns Milliseconds since the epoch; undefined for anything else, such as a day that does not exist.
 */
export function parseHttpDate(text: string, now: Date): number | undefined {
  const fixdate = IMF_FIXDATE.test(text) ? text : (ofRfc850(text, now) ?? ofAsctime(text));
  if (fixdate === undefined) return undefined;
  const date = new Date(fixdate);
  // Rendered again and compared: Date accepts "Mon, 31 Feb" as a day in March.
  return date.toUTCString() === fixdate ? date.getTime() : undefined;
}

function ofRfc850(text: string, now: Date): string | undefined {
  const [, weekday, day, month, year, time] = RFC_850.exec(text) ?? [];
  if (year === undefined) return undefined;
  const thisYear = now.getUTCFullYear();
  const inThisCentury = thisYear - (thisYear % 100) + Number(year);
  const fullYear = inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury;
  return `${weekday}, ${day} ${month} ${fullYear} ${time} GMT`;
}

function ofAsctime(text: string): string | undefined {
  const [, weekday, month, day, time, year] = ASCTIME.exec(text) ?? [];
  return day && `${weekday}, ${day.replace(' ', '0')} ${month} ${year} ${time} GMT`;
}
