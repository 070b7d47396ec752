/**
 * The sentences for problem codes. They are many and seldom needed, so a language's file (`messages/<language>/problems.json`,
 * code to sentence) is fetched with the first refusal; the few that speak of the connection itself are always there.
 */
import { language } from '#lib/i18n/language.svelte.ts';
import type { Locale } from '#lib/i18n/locales.ts';
import { m } from '#lib/paraglide/messages.js';

type Texts = Record<string, string>;

const files: Record<Locale, () => Promise<{ default: Texts }>> = {
	sl: () => import('#messages/sl/problems.json'),
	en: () => import('#messages/en/problems.json'),
	de: () => import('#messages/de/problems.json')
};
const loaded: Partial<Record<Locale, Texts>> = {};

/** Has the sentences of the language of the moment at hand. Never fails: the server's own sentence remains. */
export async function haveProblemTexts(): Promise<void> {
	const locale = language.current;
	if (loaded[locale]) return;
	try {
		loaded[locale] = (await files[locale]()).default;
	} catch {
		// Told in the server's words then.
	}
}

const always: Record<string, () => string> = {
	unknown: m.problem_unknown,
	unexpected: m.problem_unexpected,
	offline: m.problem_offline,
	not_found: m.problem_not_found
};

/** The sentence for a code in the language of the moment, else the one the server wrote. */
export function sentence(code: string, detail: string): string {
	return loaded[language.current]?.[code] ?? always[code]?.() ?? (detail || m.problem_unknown());
}
