/**
 * From a company's challenge to its result: two entries, a juror who judges by keyboard on one page for each, blind; the
 * company that decides. The close is waited for, since nobody can move the clock of the real binary.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import {
	approve,
	briefOf,
	entryOf,
	juryOf,
	makeCoordinator,
	onboarded,
	person,
	type Answer,
	type Caller
} from './support/api.ts';
import { signIn, somebody } from './support/people.ts';

const run = Date.now().toString(36);
const mail = (name: string) => `${name}-${run}@example.org`;
let host: Caller;
let challenge: Answer;
let jury: string;

/** The next minute that leaves time to enter, in Ljubljana. */
function soon(): { date: string; time: string; at: number } {
	const at = Math.ceil((Date.now() + 20_000) / 60_000) * 60_000;
	const parts = new Intl.DateTimeFormat('sv-SE', {
		timeZone: 'Europe/Ljubljana',
		dateStyle: 'short',
		timeStyle: 'short'
	}).format(at);
	const [date = '', time = ''] = parts.split(' ');
	return { date, time, at };
}

test.beforeAll(async () => {
	const desk = await person(mail('mira'), 'Mira Vodnik', 'sl');
	await makeCoordinator(mail('mira'));
	host = await person(mail('jeklo'), 'Jeklo Mežakla', 'sl');
	const company = await onboarded(desk, host, 'company', `Jeklo ${run}`, mail('jeklo'));
	const juror = await person(mail('ana'), 'Ana Žirantka', 'sl');
	const makers = [
		await person(mail('mara'), 'Mara Skrivna', 'sl'),
		await person(mail('zoja'), 'Zoja Skrivna', 'sl')
	];
	const closes = soon();
	const content = { ...briefOf(`Topel ostanek ${run}`), closes: { date: closes.date, time: closes.time } };
	challenge = await host.post(`/organisations/${company.id}/challenges`, { content });
	await approve(desk, (await host.post(`/challenges/${challenge.id}/submission`)).id);
	challenge = await host.get(`/challenges/${challenge.id}`);
	jury = await juryOf(host, challenge.id, juror, mail('ana'));
	await Promise.all(makers.map((maker, index) => entryOf(maker, challenge.slug, `Svečnik ${index + 1}`)));
	await new Promise((wait) => setTimeout(wait, Math.max(0, closes.at - Date.now()) + 1_000));
	await host.post(`/challenges/${challenge.id}/judging`);
});

test('a juror judges by keyboard, blind, and the company decides', async ({ browser }) => {
	const ana = await somebody(browser, 'sl', 390);
	const { page, t } = ana;
	await signIn(ana, mail('ana'), '/account/jury');
	await page.getByRole('link', { name: new RegExp(`Topel ostanek ${run}`) }).click();
	await expect(page.getByRole('link', { name: /Svečnik/ })).toHaveCount(2);
	for (let number = 1; number <= 2; number++) {
		await page.goto(`/account/jury/${jury}`);
		await page
			.getByRole('link', { name: /Svečnik/ })
			.nth(number - 1)
			.click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(String(number)));
		await expect(page.locator('.jent img')).toHaveCount(1);
		if (number === 1) {
			const { violations } = await new AxeBuilder({ page })
				.withTags(['wcag2a', 'wcag2aa', 'wcag22aa'])
				.analyze();
			expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join()}`)).toEqual(
				[]
			);
			await page.setViewportSize({ width: 320, height: 640 });
			const over = await page.evaluate(() =>
				[...document.querySelectorAll('body *')]
					.filter((box) => box.getBoundingClientRect().right > 321)
					.map((box) => `${box.tagName}.${box.className}`)
			);
			expect(over, 'sideways at 320').toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
			await page.setViewportSize({ width: 390, height: 900 });
			await expect(page.locator('body')).not.toContainText('Skrivna');
		}
		for (const points of ['8', '7']) {
			const scale = page.locator('.scale').nth(points === '8' ? 0 : 1);
			await scale.locator('input').first().focus();
			await page.keyboard.press(String(Number(points) - number));
			await page.keyboard.press('Tab');
			await page.keyboard.type('Preprosto in takoj berljivo.');
		}
		await page.getByRole('button', { name: t('jury_complete', { number }) }).press('Enter');
		await expect(page.getByText(t('jury_completed'))).toBeVisible();
	}
	const jeklo = await somebody(browser, 'sl', 1280);
	await signIn(jeklo, mail('jeklo'), `/organizer/challenges/${challenge.id}/judging`);
	const { violations } = await new AxeBuilder({ page: jeklo.page }).withTags(['wcag2a', 'wcag2aa']).analyze();
	expect(violations.map((one) => one.id)).toEqual([]);
	await expect(jeklo.page.locator('body')).not.toContainText('Skrivna');
	await jeklo.page.getByRole('button', { name: jeklo.t('judging_decide') }).click();
	await expect(
		jeklo.page.getByText(jeklo.t('judging_decided', { date: '' }).split('.')[0] ?? '')
	).toBeVisible();
});
