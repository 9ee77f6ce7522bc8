import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../../host/configuration/shape.ts';
import type { PackageManifest } from '../find-owner.ts';

/** A line that states a copyright, not one that mentions it. */
const COPYRIGHT = /©|&copy;|copyright,?\s+(?:\(c\)|\d{4})|\(c\)\s+\d{4}/i;

/** Longest line: a longer one is not a statement of its own. */
const LINE_CHARACTERS = 200;

/**
 * Finds what a package says about the holder of its copyright: the lines about it in its readme; else its author
 * or, if it names none, its contributors.
 *
 * @param folder Absolute path.
 */
export function findNotices(folder: string, manifest: PackageManifest): readonly string[] {
  const lines = findCopyrightLines(folder);
  if (lines.length > 0) return lines;
  const authors = listPeople(manifest.author);
  if (authors.length > 0) return authors.map((author) => `Author: ${author}`);
  return listPeople(manifest.contributors).map((contributor) => `Contributor: ${contributor}`);
}

function findCopyrightLines(folder: string): readonly string[] {
  const [readme] = readdirSync(folder)
    .toSorted()
    .filter((name) => /^readme(?:\.(?:md|markdown|txt|rst))?$/i.test(name));
  if (readme === undefined) return [];
  const lines = readFileSync(join(folder, readme), 'utf8').split('\n');
  const found = lines.filter((line) => COPYRIGHT.test(line) && line.length <= LINE_CHARACTERS);
  return [...new Set(found.map((line) => line.trim()))];
}

function listPeople(field: unknown): readonly string[] {
  const people: readonly unknown[] = Array.isArray(field) ? field : [field];
  return people.map(renderPerson).filter((person) => person !== '');
}

/** @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json#people-fields-author-contributors */
function renderPerson(person: unknown): string {
  if (typeof person === 'string') return person.trim();
  if (!isRecord(person)) return '';
  const parts = [person['name'], wrap(person['email'], '<>'), wrap(person['url'], '()')];
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
}

function wrap(text: unknown, [start = '', end = '']: string): string {
  return typeof text === 'string' && text !== '' ? `${start}${text}${end}` : '';
}
