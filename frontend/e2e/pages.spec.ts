/**
 * Every kind of page, with content on it: no finding by axe (WCAG 2.2 A and AA) on a phone, and on a desk for the main
 * ones; nothing scrolls sideways at 320 px; one first heading, a title, the language of the page.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import {
	cartWith,
	challengeWith,
	entryOf,
	makeCoordinator,
	neighbour,
	orderOf,
	person,
	popupWith,
	visitor,
	type Answer,
	type Neighbour
} from './support/api.ts';
import { signIn, somebody } from './support/people.ts';
import { orderByTransfer, payByStatement } from './support/transfers.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What the addresses below are made of. */
let maker: Neighbour;
let popup: Answer;
let challenge: Answer;
/** An entry of the maker to that challenge. */
let entry: string;
let order: { token: string; payment: string };
let open: { token: string; payment: string };
let waiting: string;
/** An organisation's submission on which something was looked up. */
let checked: string;
let draft: string;
let studioOrder: string;
let cart: string;
/** An order that waits for its bank transfer. */
let transfer: { token: string };
let batch: string;
let payout: string;
/** An order that arrived, with a review and a message that was reported. */
let talked: string;
// A failed test starts its file anew: people then need other addresses.
const run = Date.now().toString(36);
const deskMail = `mira-${run}@example.org`;

test.beforeAll(async () => {
	const desk = await person(deskMail, 'Mira Vodnik', 'sl');
	await makeCoordinator(deskMail);
	maker = await neighbour(desk, `Predilka ${run}`);
	popup = await popupWith(desk, maker, `Hala devet ${run}`, '2027-05-08');
	challenge = await challengeWith(desk, popup.email, popup.organisation, `Druga nit ${run}`);
	entry = (await entryOf(maker.maker, challenge.slug, 'Lonček iz niti')).id;
	await desk.post('/release-rules', { rule: 'paid' });
	order = await orderOf(maker.variant);
	const once = () => ({ 'Idempotency-Key': crypto.randomUUID() });
	const prepared = await desk.post('/payout-batches', { minimum_cents: 0 }, once());
	batch = prepared.batch.id;
	payout = prepared.payouts.find((one: Answer) => one.organisation_id === maker.organisation).id;
	await desk.post(`/payout-batches/${batch}/release`, undefined, once());
	// One more order waits for the next batch.
	await orderOf(maker.variant);
	open = await orderOf(maker.variant, false);
	transfer = await orderByTransfer(maker.variant);
	// Another one was paid in part, and money came that nobody can place.
	await payByStatement(maker, (await orderByTransfer(maker.variant)).reference, 500);
	cart = (await cartWith(maker.variant)).token;
	await desk.post('/desk/saved-replies', {
		title: `Trditev brez dokazila ${run}`,
		ground: 'terms',
		clause: 'točka 5.2',
		facts: { sl: 'Prosimo za dokazilo.' }
	});
	const asked = `/desk/submissions?kind=organisation&status=decided&organisation_id=${maker.organisation}`;
	checked = (await desk.get(asked)).items[0].id;
	const seen = { source: 'register', result: 'differs', note: 'V registru je drug naslov.' };
	await desk.post(`/desk/submissions/${checked}/checks`, seen);
	// A change of a live listing waits at the desk, beside a report.
	const product = await maker.maker.get(`/products/${maker.product}`);
	await maker.maker.put(
		`/products/${maker.product}/draft`,
		{ ...product.draft.content, description: { sl: 'Torba iz ostankov usnja, nosi 20 kg.' } },
		product.draft.version
	);
	waiting = (await maker.maker.post(`/products/${maker.product}/submission`)).id;
	draft = (
		await maker.maker.post(`/organisations/${maker.organisation}/products`, { name: { sl: 'Osnutek' } })
	).id;
	await visitor.post('/reports', {
		subject_kind: 'listing',
		subject_id: maker.product,
		url: `http://localhost:${process.env.E2E_PORT}/izdelki/${maker.slug}`,
		reason: 'misleading',
		statement: 'Opis obljublja preveč.',
		name: 'Jan Bralec',
		email: 'jan@example.org',
		good_faith: true
	});
	const orders = (await maker.maker.get(`/organisations/${maker.organisation}/orders`)).items;
	studioOrder = orders[0].id;
	const group = await visitor.get(`/order-groups/by-link/${order.token}`);
	talked = group.orders[0].id;
	const how = { carrier: 'Pošta Slovenije', tracking_number: null, tracking_url: null };
	await maker.maker.post(`/orders/${talked}/shipment`, how);
	await maker.maker.post(`/orders/${talked}/delivery`);
	const own = { 'X-Order-Token': order.token };
	const review = `/order-groups/${group.id}/lines/${group.orders[0].lines[0].id}/review`;
	await visitor.send('PUT', review, { stars: 4, text: 'Lepo nosi, šivi držijo.' }, own);
	const thread = await visitor.post(
		`/order-groups/${group.id}/orders/${talked}/messages`,
		{ text: 'Ali gre v stroj?' },
		{ ...own, ...once() }
	);
	const why = { reason: 'other', statement: 'Tega sporočila nisem pričakovala.' };
	await maker.maker.post(`/orders/${talked}/messages/${thread.messages[0].id}/report`, why);
});

interface Place {
	name: string;
	path: () => string;
	/** Also on a desk. */
	main?: boolean;
	language?: string;
}
const shop: Place[] = [
	{ name: 'home', path: () => '/', main: true },
	{ name: 'home in English', path: () => '/en', language: 'en' },
	{ name: 'home in German', path: () => '/de', language: 'de' },
	{ name: 'products', path: () => '/izdelki', main: true },
	{ name: 'products, nothing found', path: () => '/izdelki?q=qwertzuiop' },
	{ name: 'product', path: () => `/izdelki/${maker.slug}`, main: true },
	{ name: 'makers', path: () => '/ustvarjalci' },
	{ name: 'maker', path: () => `/ustvarjalci/${maker.makerSlug}` },
	{ name: 'pop-ups', path: () => '/pop-upi', main: true },
	{ name: 'pop-ups, month', path: () => '/pop-upi?month=2027-05', main: true },
	{ name: 'pop-ups, past', path: () => '/pop-upi?when=past' },
	{ name: 'pop-up', path: () => `/pop-upi/${popup.slug}`, main: true },
	{ name: 'pop-up in German', path: () => `/de/pop-ups/${popup.slug}`, language: 'de' },
	{ name: 'challenges', path: () => '/izzivi', main: true },
	{ name: 'challenge', path: () => `/izzivi/${challenge.slug}`, main: true },
	{ name: 'challenge in German', path: () => `/de/herausforderungen/${challenge.slug}`, language: 'de' },
	{ name: 'techniques', path: () => '/tehnike', main: true },
	{ name: 'technique', path: () => '/tehnike/blueprint', main: true },
	{ name: 'technique in German', path: () => '/de/techniken/blueprint', language: 'de' },
	{ name: 'cart', path: () => '/kosarica', main: true },
	{ name: 'checkout', path: () => '/oddaja-narocila', main: true },
	{ name: 'payment', path: () => `/placilo/${open.payment}?narocilo=${open.token}` },
	{ name: 'order', path: () => `/narocilo/${order.token}`, main: true },
	{ name: 'order by transfer', path: () => `/narocilo/${transfer.token}`, main: true },
	{ name: 'withdrawal', path: () => '/odstop-od-pogodbe' },
	{ name: 'report', path: () => `/prijava-vsebine?kind=listing&id=${maker.product}` },
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
	{ name: 'entry', path: () => `/account/entries/entry#${entry}`, main: true },
	{ name: 'beginning an entry', path: () => `/account/entries/begin#challenge=${challenge.slug}` },
	{ name: 'juries, none', path: () => '/account/jury' },
	{ name: 'organisations', path: () => '/account/organisations' },
	{ name: 'new organisation', path: () => '/account/organisations/new' }
];
const studio: Place[] = [
	{ name: 'today', path: () => '/studio', main: true },
	{ name: 'listings', path: () => '/studio/listings', main: true },
	{ name: 'listing', path: () => `/studio/listings/${draft}`, main: true },
	{ name: 'listing preview', path: () => `/studio/listings/${maker.product}/preview` },
	{ name: 'orders', path: () => '/studio/orders' },
	{ name: 'order', path: () => `/studio/orders/${studioOrder}`, main: true },
	{ name: 'returns', path: () => '/studio/orders?tab=returns' },
	{ name: 'messages', path: () => '/studio/orders?tab=messages' },
	{ name: 'order with messages', path: () => `/studio/orders/${talked}` },
	{ name: 'reviews', path: () => '/studio/reviews', main: true },
	{ name: 'stock', path: () => '/studio/stock' },
	{ name: 'money', path: () => '/studio/money', main: true },
	{ name: 'statement', path: () => `/studio/money/payouts/${payout}`, main: true },
	{ name: 'transfers', path: () => '/studio/money/bank', main: true },
	{ name: 'payouts by Stripe', path: () => '/studio/money/stripe' },
	{ name: 'agreements', path: () => '/studio/agreements' },
	{ name: 'royalties', path: () => '/studio/royalties' },
	{ name: 'documents', path: () => '/studio/documents', main: true },
	{ name: 'documents, none found', path: () => '/studio/documents?year=2021' },
	{ name: 'pop-ups', path: () => '/studio/popups' },
	{ name: 'delivery', path: () => '/studio/delivery' },
	{ name: 'decisions', path: () => '/studio/decisions' },
	{ name: 'profile', path: () => '/studio/profile' },
	{ name: 'members', path: () => '/studio/members' }
];
const organizer: Place[] = [
	{ name: 'events', path: () => '/organizer' },
	{ name: 'event', path: () => `/organizer/events/${popup.id}`, main: true },
	{ name: 'event preview', path: () => `/organizer/events/${popup.id}/preview` },
	{ name: 'venues', path: () => '/organizer/venues' },
	{ name: 'challenges', path: () => '/organizer/challenges', main: true },
	{ name: 'challenge, draft', path: () => `/organizer/challenges/${challenge.draft}`, main: true },
	{ name: 'challenge, public', path: () => `/organizer/challenges/${challenge.id}` },
	{ name: 'challenge preview', path: () => `/organizer/challenges/${challenge.draft}/preview` },
	{ name: 'agreements of a company', path: () => '/organizer/agreements' },
	{ name: 'royalties of a company', path: () => '/organizer/royalties' },
	{ name: 'awards, before the reveal', path: () => `/organizer/challenges/${challenge.id}/awards` },
	{ name: 'confidential papers', path: () => `/organizer/challenges/${challenge.id}/attachments` },
	{ name: 'record, before the decision', path: () => `/organizer/challenges/${challenge.id}/record` },
	{ name: 'entries, before the reveal', path: () => `/organizer/challenges/${challenge.id}/entries` },
	{ name: 'judging, sealed', path: () => `/organizer/challenges/${challenge.id}/judging`, main: true },
	{ name: 'organisation', path: () => `/account/organisations/${popup.organisation}` }
];
const desk: Place[] = [
	{ name: 'queue', path: () => '/desk', main: true },
	{ name: 'submission', path: () => `/desk/submissions/${waiting}`, main: true },
	{ name: 'submission, whole', path: () => `/desk/submissions/${waiting}?tab=whole` },
	{ name: 'submission, history', path: () => `/desk/submissions/${waiting}?tab=history` },
	{ name: 'submission of an organisation', path: () => `/desk/submissions/${checked}`, main: true },
	{ name: 'organisations', path: () => '/desk/organisations' },
	{ name: 'organisations, nothing found', path: () => '/desk/organisations?q=qwertzuiop' },
	{ name: 'organisation', path: () => `/desk/organisations/${maker.organisation}` },
	{ name: 'decisions', path: () => '/desk/decisions' },
	{ name: 'returns', path: () => '/desk/returns', main: true },
	{ name: 'returns of an order', path: () => `/desk/returns/${studioOrder}` },
	{ name: 'reviews', path: () => '/desk/reviews', main: true },
	{ name: 'reported messages', path: () => `/desk/threads/${talked}` },
	{ name: 'replies', path: () => '/desk/replies' },
	{ name: 'money', path: () => '/desk/money', main: true },
	{ name: 'payouts', path: () => '/desk/money/payouts' },
	{ name: 'payout batch', path: () => `/desk/money/payouts/${batch}`, main: true },
	{ name: 'payout statement', path: () => `/desk/money/statements/${payout}` },
	{ name: 'money, rows', path: () => '/desk/money?account=clearing' },
	{ name: 'money rules', path: () => '/desk/money/rules' },
	{ name: 'commission on transfers', path: () => '/desk/money/commission' },
	{ name: 'disputes', path: () => '/desk/money/disputes' },
	{ name: 'books against Stripe', path: () => '/desk/money/reconciliation' },
	{ name: 'documents', path: () => '/desk/documents', main: true },
	{ name: 'venues', path: () => '/desk/venues' },
	{ name: 'challenges', path: () => '/desk/challenges', main: true },
	{ name: 'challenge as it will be', path: () => `/desk/challenges/${challenge.id}` },
	{ name: 'submission of a challenge', path: () => `/desk/submissions/${challenge.submission}` },
	{ name: 'challenges, what stands still', path: () => '/desk/challenges/still' },
	{ name: 'challenges from brief to sale', path: () => '/desk/challenges/chain', main: true },
	{ name: 'challenges, material', path: () => '/desk/challenges/material', main: true },
	{ name: 'techniques', path: () => '/desk/techniques', main: true },
	{ name: 'jobs', path: () => '/desk/jobs', main: true },
	{ name: 'letters', path: () => '/desk/jobs?view=letters', main: true }
];

/** Shows the page and waits until nothing loads any more. */
async function show(page: Page, path: string): Promise<void> {
	await page.goto(path);
	await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
	await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

/** By axe, with the whole page in view: what the bar at the bottom of a phone covers for the moment is no finding. */
async function findings(page: Page): Promise<string[]> {
	const { width = 390 } = page.viewportSize() ?? {};
	const whole = await page.evaluate(() => document.documentElement.scrollHeight);
	await page.setViewportSize({ width, height: Math.min(whole + 120, 14_000) });
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	return violations.map(
		({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} (${node.failureSummary})`).join('; ')}`
	);
}

/** What makes the page scroll sideways: nothing, or the deepest boxes that reach over its edge. */
async function sideways(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const root = document.documentElement;
		if (root.scrollWidth <= root.clientWidth) return [];
		const over = [...document.querySelectorAll('body *')].filter(
			(box) => box.getBoundingClientRect().right > root.clientWidth + 1
		);
		return over
			.filter((box) => !over.some((other) => other !== box && box.contains(other)))
			.map((box) => `${box.tagName}.${box.className} ${box.textContent?.trim().slice(0, 40)}`);
	});
}

function area(title: string, places: Place[], enter: (browser: Browser) => Promise<Page>): void {
	test.describe(title, () => {
		let page: Page;
		test.beforeAll(async ({ browser }) => {
			page = await enter(browser);
		});
		test.afterAll(async () => {
			await page?.context().close();
		});
		for (const place of places) {
			test(place.name, async () => {
				await page.setViewportSize({ width: 390, height: 844 });
				await show(page, place.path());
				await expect(page).toHaveTitle(/Modrotisk/);
				await expect(page.locator('html')).toHaveAttribute('lang', place.language ?? 'sl');
				await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
				expect(await sideways(page), 'sideways at 390').toEqual([]);
				expect(await findings(page), 'axe at 390').toEqual([]);
				await page.setViewportSize({ width: 320, height: 640 });
				expect(await sideways(page), 'sideways at 320').toEqual([]);
				if (place.main) {
					await page.setViewportSize({ width: 1280, height: 900 });
					expect(await sideways(page), 'sideways at 1280').toEqual([]);
					expect(await findings(page), 'axe at 1280').toEqual([]);
				}
			});
		}
	});
}

area('shop', shop, async (browser) => {
	const { page } = await somebody(browser, 'sl', 390);
	await page.context().addInitScript((token) => localStorage.setItem('modrotisk.cart', token), cart);
	return page;
});
area('door', door, async (browser) => (await somebody(browser, 'sl', 390)).page);
const signedIn = (mail: () => string, next: string) => async (browser: Browser) => {
	const who = await somebody(browser, 'sl', 390);
	await signIn(who, mail(), next);
	return who.page;
};
area(
	'account',
	account,
	signedIn(() => maker.email, '/account')
);
area(
	'studio',
	studio,
	signedIn(() => maker.email, '/studio')
);
area(
	'organizer',
	organizer,
	signedIn(() => popup.email, '/organizer')
);
area(
	'desk',
	desk,
	signedIn(() => deskMail, '/desk')
);
