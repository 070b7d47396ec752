/** The standing texts: one file a page and language, fetched when read. */
import { localeOfPath } from '#lib/urls.ts';
import type { Locale } from '#lib/i18n/locales.ts';

export interface StandingText {
	title: string;
	lead: string;
	/** A line that starts with "- " belongs to a list; `**strong**`, `[words](page:terms)` and `[words](https://…)` are understood. */
	sections: { id: string; title: string; body: string[] }[];
}

export type TextName = 'about' | 'terms' | 'privacy' | 'accessibility' | 'imprint' | 'delivery';

const files = import.meta.glob<StandingText>('./*/*.json', { import: 'default' });

export async function textFor(name: TextName, pathname: string): Promise<StandingText> {
	const locale: Locale = localeOfPath(pathname) ?? 'sl';
	const file = files[`./${locale}/${name}.json`];
	if (!file) throw new Error(`no text ${name} in ${locale}`);
	return file();
}
