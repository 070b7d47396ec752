/** Texts in several languages while they are edited: every language there, empty ones taken away before sending. */
import type { Translations } from '#lib/api/types.ts';
import { locales, type Locale } from '#lib/i18n/locales.ts';

export type Texts = Record<Locale, string> & Translations;

export function opened(texts: Translations | null | undefined): Texts {
	return { sl: '', en: '', de: '', ...texts };
}

export function closed(texts: Translations): Translations {
	return Object.fromEntries(Object.entries(texts).filter(([, text]) => text?.trim()));
}

/** How many of these texts exist in a language, of those that exist at all. */
export function complete(locale: Locale, ...texts: Translations[]): 'all' | 'some' | 'none' {
	const written = texts.filter((one) => locales.some((any) => one[any]?.trim()));
	const here = written.filter((one) => one[locale]?.trim());
	if (here.length === 0) return 'none';
	return here.length === written.length ? 'all' : 'some';
}
