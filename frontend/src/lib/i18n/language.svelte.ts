/**
 * The language of the moment. Public pages take it from their address, the back office from what the person
 * chose last. It is a signal: messages and formats read it, so the whole page follows a change without a reload.
 */
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { localeOfPath } from '#lib/urls.ts';
import { isLocale, locales, type Locale } from './locales.ts';

const remembered = 'modrotisk.language';

function fromBrowser(): Locale {
	const wanted = (globalThis.navigator?.languages ?? []).map((tag) => tag.slice(0, 2));
	return wanted.find((tag) => isLocale(tag)) ?? 'sl';
}

function fromMemory(): Locale | null {
	try {
		const value = globalThis.localStorage?.getItem(remembered);
		return isLocale(value) ? value : null;
	} catch {
		return null;
	}
}

function at(pathname: string): Locale {
	return localeOfPath(pathname) ?? fromMemory() ?? fromBrowser();
}

let current = $state<Locale>(at(globalThis.location?.pathname ?? '/'));
overwriteGetLocale(() => current);

export const language = {
	get current(): Locale {
		return current;
	},
	get others(): Locale[] {
		return locales.filter((locale) => locale !== current);
	}
};

/** Called before every navigation: what the new page loads is already asked for in its language. */
export function followAddress(pathname: string): void {
	current = at(pathname);
}

/** The person's own choice: kept for the back office and for the next visit. */
export function chooseLanguage(locale: Locale): void {
	current = locale;
	try {
		localStorage.setItem(remembered, locale);
	} catch {
		// Without storage the choice lasts as long as the page.
	}
}
