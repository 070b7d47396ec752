/**
 * Where every public page lives, in every language. The routes under `src/routes/(shop)` are named by the
 * English paths; `reroute` in `src/hooks.ts` leads a localized address to its route, `href` leads back.
 */
import { locales, type Locale } from '#lib/i18n/locales.ts';

const pages = {
	home: { sl: '', en: '', de: '' },
	products: { sl: 'izdelki', en: 'products', de: 'produkte' },
	product: { sl: 'izdelki/:slug', en: 'products/:slug', de: 'produkte/:slug' },
	makers: { sl: 'ustvarjalci', en: 'makers', de: 'kreative' },
	maker: { sl: 'ustvarjalci/:slug', en: 'makers/:slug', de: 'kreative/:slug' },
	popups: { sl: 'pop-upi', en: 'pop-ups', de: 'pop-ups' },
	popup: { sl: 'pop-upi/:slug', en: 'pop-ups/:slug', de: 'pop-ups/:slug' },
	challenges: { sl: 'izzivi', en: 'challenges', de: 'herausforderungen' },
	challenge: { sl: 'izzivi/:slug', en: 'challenges/:slug', de: 'herausforderungen/:slug' },
	techniques: { sl: 'tehnike', en: 'techniques', de: 'techniken' },
	technique: { sl: 'tehnike/:slug', en: 'techniques/:slug', de: 'techniken/:slug' },
	search: { sl: 'iskanje', en: 'search', de: 'suche' },
	cart: { sl: 'kosarica', en: 'cart', de: 'warenkorb' },
	checkout: { sl: 'oddaja-narocila', en: 'checkout', de: 'kasse' },
	payment: { sl: 'placilo/:id', en: 'payment/:id', de: 'zahlung/:id' },
	order: { sl: 'narocilo/:token', en: 'order/:token', de: 'bestellung/:token' },
	report: { sl: 'prijava-vsebine', en: 'report', de: 'meldung' },
	withdrawal: { sl: 'odstop-od-pogodbe', en: 'withdrawal', de: 'widerruf' },
	about: { sl: 'o-modrotisku', en: 'about', de: 'ueber-modrotisk' },
	terms: { sl: 'pogoji', en: 'terms', de: 'agb' },
	privacy: { sl: 'zasebnost', en: 'privacy', de: 'datenschutz' },
	accessibility: { sl: 'dostopnost', en: 'accessibility', de: 'barrierefreiheit' },
	imprint: { sl: 'kolofon', en: 'imprint', de: 'impressum' },
	delivery: { sl: 'dostava-in-vracila', en: 'delivery-and-returns', de: 'lieferung-und-rueckgabe' }
} as const satisfies Record<string, Record<Locale, string>>;

export type PageName = keyof typeof pages;
export type PageParams = Record<string, string>;
export type QueryValue = string | number | boolean | null | undefined | string[];

/** The parts of the app that carry no language in their address: it comes from the person's setting. */
const backOffice = /^\/(studio|desk|organizer|account|mailbox)(\/|$)/;

export function isBackOffice(pathname: string): boolean {
	return backOffice.test(pathname);
}

/** The language an address speaks, or null where the address does not say. */
export function localeOfPath(pathname: string): Locale | null {
	if (isBackOffice(pathname)) return null;
	const first = pathname.split('/')[1] ?? '';
	return first !== 'sl' && (locales as readonly string[]).includes(first) ? (first as Locale) : 'sl';
}

/** `?a=1&b=x&b=y` without the empty ones, or an empty text. */
export function queryText(query: Record<string, QueryValue> = {}): string {
	const search = new URLSearchParams();
	for (const [key, value] of Object.entries(query)) {
		for (const one of Array.isArray(value) ? value : [value]) {
			if (one !== null && one !== undefined && one !== '' && one !== false) search.append(key, String(one));
		}
	}
	const text = search.toString();
	return text ? `?${text}` : '';
}

/** The address of a page in a language. Every link to a public page is made here. */
export function pathOf(
	locale: Locale,
	page: PageName,
	params: PageParams = {},
	query: Record<string, QueryValue> = {}
): string {
	const path = pages[page][locale].replace(/:(\w+)/g, (_, name: string) =>
		encodeURIComponent(params[name] ?? '')
	);
	const prefix = locale === 'sl' ? '' : `/${locale}`;
	return `${prefix}${path ? `/${path}` : ''}${queryText(query)}` || '/';
}

interface Found {
	page: PageName;
	locale: Locale;
	params: PageParams;
}

/** Which page an address names; null for back-office and unknown addresses. */
export function pageOf(pathname: string): Found | null {
	const locale = localeOfPath(pathname);
	if (!locale) return null;
	const path = pathname.replace(/\/+$/, '').slice(locale === 'sl' ? 1 : locale.length + 2);
	const parts = path.split('/');
	for (const page of Object.keys(pages) as PageName[]) {
		const pattern = pages[page][locale].split('/');
		if (pattern.length !== parts.length) continue;
		const params: PageParams = {};
		const fits = pattern.every((piece, at) => {
			const part = parts[at] ?? '';
			if (!piece.startsWith(':')) return piece === part;
			params[piece.slice(1)] = decode(part);
			return part !== '';
		});
		if (fits) return { page, locale, params };
	}
	return null;
}

/** The route behind a localized address: English without prefix; unknown addresses lead to the page for that. */
export function routeOf(pathname: string): string {
	if (isBackOffice(pathname)) return pathname;
	const found = pageOf(pathname);
	if (!found) return '/not-found';
	return `/${pages[found.page].en.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(found.params[name] ?? ''))}`;
}

/** The same page in another language; the back office stays where it is. */
export function translated(url: { pathname: string; search: string }, locale: Locale): string {
	const found = pageOf(url.pathname);
	if (isBackOffice(url.pathname)) return url.pathname + url.search;
	return found ? pathOf(locale, found.page, found.params) + url.search : pathOf(locale, 'home');
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
