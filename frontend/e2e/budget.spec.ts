/**
 * What a first visit to a page of the shop costs: the script that goes over the wire, compressed, until the page is
 * quiet. The budget is 60 kB; what the office needs must not leak into the shop.
 */
import { expect, test } from '@playwright/test';
import {
	cartWith,
	makeCoordinator,
	neighbour,
	person,
	popupWith,
	type Answer,
	type Neighbour
} from './support/api.ts';

const budget = 60_000;
const run = Date.now().toString(36);

let maker: Neighbour;
let popup: Answer;
let cart: string;

test.beforeAll(async () => {
	const mail = `teza-${run}@example.org`;
	const desk = await person(mail, 'Tina Teža', 'sl');
	await makeCoordinator(mail);
	maker = await neighbour(desk, `Tkalnica ${run}`);
	popup = await popupWith(desk, maker, `Hala teža ${run}`, '2027-06-12');
	cart = (await cartWith(maker.variant)).token;
});

// `most`: what has been reached; it may only fall.
const pages: { name: string; path: () => string; withCart?: boolean; most: number }[] = [
	{ name: 'home', path: () => '/', most: 55_000 },
	{ name: 'list', path: () => '/izdelki', most: 55_500 },
	{ name: 'product', path: () => `/izdelki/${maker.slug}`, most: 59_800 },
	{ name: 'pop-up', path: () => `/pop-upi/${popup.slug}`, most: 56_000 },
	{ name: 'cart', path: () => '/kosarica', withCart: true, most: 57_200 },
	{ name: 'checkout', path: () => '/oddaja-narocila', withCart: true, most: budget }
];

for (const { name, path, withCart, most } of pages) {
	test(`${name} costs at most ${most / 1000} kB of script on a first visit`, async ({ browser }) => {
		const context = await browser.newContext();
		if (withCart) await context.addInitScript((token) => localStorage.setItem('modrotisk.cart', token), cart);
		const page = await context.newPage();
		await page.goto(path(), { waitUntil: 'networkidle' });
		await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
		const scripts = await page.evaluate(() =>
			(performance.getEntriesByType('resource') as PerformanceResourceTiming[])
				.filter(({ name }) => new URL(name).pathname.endsWith('.js'))
				.map(({ name, encodedBodySize, decodedBodySize }) => ({
					name: new URL(name).pathname.split('/').pop() ?? '',
					bytes: encodedBodySize,
					whole: decodedBodySize
				}))
				.sort((one, other) => other.bytes - one.bytes)
		);
		const sum = scripts.reduce((total, script) => total + script.bytes, 0);
		console.log(`${name}: ${sum} bytes in ${scripts.length} files`);
		expect(scripts.length, 'the page runs no script').toBeGreaterThan(2);
		expect(
			scripts.every((script) => script.bytes < script.whole || script.whole < 1_000),
			'scripts come compressed'
		).toBe(true);
		expect(sum, JSON.stringify(scripts.slice(0, 12), null, 1)).toBeLessThanOrEqual(most);
		await context.close();
	});
}
