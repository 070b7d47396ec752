/** The languages the pages speak. Slovenian is the reference and has no prefix in addresses. */
export const locales = ['sl', 'en', 'de'] as const;
export type Locale = (typeof locales)[number];

export const localeNames: Record<Locale, string> = { sl: 'slovenščina', en: 'English', de: 'Deutsch' };

/** The tag that `Intl` formats by. */
export const intlTags: Record<Locale, string> = { sl: 'sl-SI', en: 'en-IE', de: 'de-AT' };

export function isLocale(value: unknown): value is Locale {
	return typeof value === 'string' && (locales as readonly string[]).includes(value);
}
