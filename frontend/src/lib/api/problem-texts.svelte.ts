/**
 * The sentences for problem codes. The server writes English, for the case at hand; the other languages have a file
 * (`messages/<language>/problems.json`, code to sentence) that is fetched with the first refusal. `{0}`, `{1}` stand
 * for the numbers in the server's sentence. What speaks of the connection itself is always at hand.
 */
import { intlTags, type Locale } from '#lib/i18n/locales.ts';
import { language } from '#lib/i18n/language.svelte.ts';
import { m } from '#lib/paraglide/messages.js';

type Texts = Record<string, string>;

const files: Record<Exclude<Locale, 'en'>, () => Promise<{ default: Texts }>> = {
	sl: () => import('#messages/sl/problems.json'),
	de: () => import('#messages/de/problems.json')
};
const loaded = $state<Partial<Record<Locale, Texts>>>({});

/** Has the sentences of the language of the moment at hand. Never fails: the server's own sentence remains. */
export async function haveProblemTexts(): Promise<void> {
	const locale = language.current;
	if (locale === 'en' || loaded[locale]) return;
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

/** `Write at most 1,200 characters.` has one number: 1200, written as the reader's language writes it. */
function filled(sentence: string, detail: string): string | undefined {
	const numbers = [...detail.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([text]) =>
		Number(text.replaceAll(',', ''))
	);
	let complete = true;
	const text = sentence.replace(/\{(\d)\}/g, (_, at: string) => {
		const value = numbers[Number(at)];
		if (value === undefined) complete = false;
		return value === undefined ? '' : value.toLocaleString(intlTags[language.current]);
	});
	return complete ? text : undefined;
}

/** The sentence for a code in the language of the moment, else the one the server wrote. */
export function sentence(code: string, detail: string): string {
	const known = always[code];
	if (known) return known();
	const translated = loaded[language.current]?.[code];
	return (translated && filled(translated, detail)) || detail || m.problem_unknown();
}
