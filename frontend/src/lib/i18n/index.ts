/** Everything a page needs to speak: messages (`m`), addresses (`href`) and formats in the language of the moment. */
import * as format from './format.ts';
import { language } from './language.svelte.ts';

export { m } from '#lib/paraglide/messages.js';
export { href } from './href.ts';
export { chooseLanguage, followAddress, language } from './language.svelte.ts';
export { isLocale, localeNames, locales, type Locale } from './locales.ts';
export { countdown, homeZone, type Amount } from './format.ts';

export const money = (value: format.Amount) => format.money(language.current, value);
export const number = (value: number, digits?: number) => format.number(language.current, value, digits);
export const weight = (grams: number) => format.weight(language.current, grams);
export const size = (...millimetres: (number | null | undefined)[]) =>
	format.size(language.current, ...millimetres);
export const date = (value: string, style?: Parameters<typeof format.date>[2], zone?: string) =>
	format.date(language.current, value, style, zone);
export const dateRange = (from: string, to: string, style?: Parameters<typeof format.date>[2]) =>
	format.dateRange(language.current, from, to, style);
export const relative = (value: string) => format.relative(language.current, value);

/** The best of the languages somebody wrote: the current one, else Slovenian, English, German, whatever there is. */
export function best(translations: Partial<Record<string, string>> | null | undefined): string {
	if (!translations) return '';
	for (const locale of [language.current, 'sl', 'en', 'de']) {
		const text = translations[locale];
		if (text) return text;
	}
	return Object.values(translations).find((text) => text) ?? '';
}
