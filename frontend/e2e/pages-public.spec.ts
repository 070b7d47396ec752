/** The pages of the shop and of everybody's account, each in every light: see `support/places.ts`. */
import { test } from '@playwright/test';
import { furnish, type Market } from './support/market.ts';
import { area, signedIn, type Place } from './support/places.ts';
import { somebody } from './support/people.ts';

let market: Market;
test.beforeAll(async () => {
	market = await furnish();
});

const shop: Place[] = [
	{ name: 'home', path: () => '/', main: true },
	{ name: 'home in English', path: () => '/en', language: 'en' },
	{ name: 'home in German', path: () => '/de', language: 'de' },
	{ name: 'products', path: () => '/izdelki', main: true },
	{ name: 'products, nothing found', path: () => '/izdelki?q=qwertzuiop' },
	{ name: 'product', path: () => `/izdelki/${market.maker.slug}`, main: true },
	{ name: 'makers', path: () => '/ustvarjalci' },
	{ name: 'maker', path: () => `/ustvarjalci/${market.maker.makerSlug}` },
	{ name: 'pop-ups', path: () => '/pop-upi', main: true },
	{ name: 'pop-ups, month', path: () => '/pop-upi?month=2027-05', main: true },
	{ name: 'pop-ups, past', path: () => '/pop-upi?when=past' },
	{ name: 'pop-up', path: () => `/pop-upi/${market.popup.slug}`, main: true },
	{ name: 'pop-up in German', path: () => `/de/pop-ups/${market.popup.slug}`, language: 'de' },
	{ name: 'challenges', path: () => '/izzivi', main: true },
	{ name: 'challenge', path: () => `/izzivi/${market.challenge.slug}`, main: true },
	{
		name: 'challenge in German',
		path: () => `/de/herausforderungen/${market.challenge.slug}`,
		language: 'de'
	},
	{ name: 'techniques', path: () => '/tehnike', main: true },
	{ name: 'technique', path: () => '/tehnike/blueprint', main: true },
	{ name: 'technique in German', path: () => '/de/techniken/blueprint', language: 'de' },
	{ name: 'cart', path: () => '/kosarica', main: true },
	{ name: 'checkout', path: () => '/oddaja-narocila', main: true },
	{ name: 'payment', path: () => `/placilo/${market.open.payment}?narocilo=${market.open.token}` },
	{ name: 'order', path: () => `/narocilo/${market.order.token}`, main: true },
	{ name: 'order by transfer', path: () => `/narocilo/${market.transfer.token}`, main: true },
	{ name: 'withdrawal', path: () => '/odstop-od-pogodbe' },
	{ name: 'report', path: () => `/prijava-vsebine?kind=listing&id=${market.maker.product}` },
	{ name: 'about', path: () => '/o-modrotisku' },
	{ name: 'terms', path: () => '/pogoji' },
	{ name: 'privacy', path: () => '/zasebnost' },
	{ name: 'accessibility', path: () => '/dostopnost' },
	{ name: 'imprint', path: () => '/kolofon' },
	{ name: 'delivery', path: () => '/dostava-in-vracila' },
	{ name: 'not found', path: () => '/te-strani-ni' }
];
const door: Place[] = [
	{ name: 'sign in', path: () => '/account/sign-in' },
	{ name: 'register', path: () => '/account/register' },
	{ name: 'forgot', path: () => '/account/forgot' },
	{ name: 'mailbox', path: () => '/mailbox' }
];
const account: Place[] = [
	{ name: 'account', path: () => '/account' },
	{ name: 'profile', path: () => '/account/profile' },
	{ name: 'security', path: () => '/account/security' },
	{ name: 'orders', path: () => '/account/orders' },
	{ name: 'data', path: () => '/account/data' },
	{ name: 'agreements with a share', path: () => '/account/agreements' },
	{ name: 'royalties of a share', path: () => '/account/royalties' },
	{ name: 'entries', path: () => '/account/entries' },
	{ name: 'entry', path: () => `/account/entries/entry#${market.entry}`, main: true },
	{ name: 'beginning an entry', path: () => `/account/entries/begin#challenge=${market.challenge.slug}` },
	{ name: 'juries, none', path: () => '/account/jury' },
	{ name: 'organisations', path: () => '/account/organisations' },
	{ name: 'new organisation', path: () => '/account/organisations/new' }
];

area('shop', shop, async (browser) => {
	const { page } = await somebody(browser, 'sl', 390);
	await page.context().addInitScript((token) => localStorage.setItem('modrotisk.cart', token), market.cart);
	return page;
});
area('door', door, async (browser) => (await somebody(browser, 'sl', 390)).page);
area(
	'account',
	account,
	signedIn(() => market.maker.email, '/account')
);
