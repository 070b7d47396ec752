/** A pop-up that does not go as planned, through the interface: postponed, on new days, cancelled; everybody is told. */
import { expect, test } from '@playwright/test';
import {
	letterTo,
	makeCoordinator,
	neighbour,
	person,
	popupWith,
	type Answer,
	type Neighbour
} from './support/api.ts';
import { signIn, somebody, type Person } from './support/people.ts';

const run = Date.now().toString(36);

test.describe.serial('a pop-up that does not go as planned', () => {
	let host: Person;
	let guest: Person;
	let maker: Neighbour;
	let popup: Answer;
	let title: string;
	const publicPage = () => `/pop-upi/${popup.slug}`;

	test.beforeAll(async ({ browser }) => {
		const mail = `prestava-${run}@example.org`;
		const desk = await person(mail, 'Tilka Prestava', 'sl');
		await makeCoordinator(mail);
		maker = await neighbour(desk, `Kolovrat ${run}`);
		popup = await popupWith(desk, maker, `Hala deset ${run}`, '2027-09-11');
		title = popup.content.title.sl;
		host = await somebody(browser, 'sl');
		guest = await somebody(browser, 'sl', 390);
		await signIn(host, popup.email, `/organizer/events/${popup.id}`);
	});
	test.afterAll(async () => {
		for (const one of [host, guest]) await one?.page.context().close();
	});

	async function feed(): Promise<string> {
		const answer = await guest.page.request.get(popup.ics_path);
		expect(answer.ok()).toBe(true);
		return (await answer.text()).replace(/\r?\n[ \t]/g, '');
	}

	test('the organizer postpones it and must say why', async () => {
		const { page, t } = host;
		await page.getByRole('button', { name: t('organizer_postpone'), exact: true }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByRole('button', { name: t('organizer_postpone'), exact: true }).click();
		await expect(dialog.locator('[aria-invalid=true]').first()).toBeVisible();
		await dialog.getByLabel(t('organizer_reason')).fill('Streha hale pušča.');
		await dialog.getByLabel(/slovenščina/i).fill('Streha pušča; nove dneve sporočimo takoj, ko jih vemo.');
		await dialog.getByRole('button', { name: t('organizer_postpone'), exact: true }).click();
		await expect(page.getByText(t('organizer_postponed'))).toBeVisible();
	});

	test('page and calendar say so, and the maker has a letter with the reason', async () => {
		const { page, t } = guest;
		await page.goto(publicPage());
		await expect(page.getByText(t('popups_postponed_title'))).toBeVisible();
		await expect(page.getByText('Streha pušča', { exact: false }).first()).toBeVisible();
		expect(await feed()).not.toContain('STATUS:CONFIRMED');
		const letter = await letterTo(maker.email, /prestavljen/);
		expect(letter.text).toContain('Streha pušča');
	});

	test('the organizer names new days; page, calendar and maker follow', async () => {
		const { page, t } = host;
		await page.getByRole('button', { name: t('organizer_new_dates'), exact: true }).click();
		const dialog = page.getByRole('dialog');
		await dialog.locator('#dates-0-date').fill('2027-10-16');
		await dialog.locator('#dates-1-date').fill('2027-10-16');
		await dialog.getByRole('button', { name: t('save'), exact: true }).click();
		await expect(page.getByText(t('organizer_new_dates_saved'))).toBeVisible();
		await guest.page.goto(publicPage());
		await expect(guest.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
		await expect(guest.page.getByText(guest.t('popups_postponed_title'))).toHaveCount(0);
		await expect(guest.page.getByText(/16\.\s(10\.|oktob)/).first()).toBeVisible();
		const calendar = await feed();
		expect(calendar).toContain('20271016');
		expect(calendar).not.toContain('20270911');
		await letterTo(maker.email, /16\.\s(10\.|oktob)/);
	});

	test('the organizer cancels it; page, calendar and maker are told', async () => {
		const { page, t } = host;
		await page.getByRole('button', { name: t('organizer_cancel'), exact: true }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByLabel(t('organizer_reason')).fill('Hala ostane zaprta.');
		await dialog.getByLabel(/slovenščina/i).fill('Hala ostane zaprta do spomladi.');
		await dialog.getByRole('button', { name: t('organizer_cancel_do'), exact: true }).click();
		await expect(page.getByText(t('organizer_cancelled'))).toBeVisible();
		await guest.page.goto(publicPage());
		await expect(guest.page.getByText(guest.t('popups_cancelled_title'))).toBeVisible();
		await expect(guest.page.getByText('Hala ostane zaprta', { exact: false }).first()).toBeVisible();
		expect(await feed()).toContain('STATUS:CANCELLED');
		const letter = await letterTo(maker.email, /odpovedan/);
		expect(letter.text).toContain('Hala ostane zaprta');
		// A cancelled pop-up is no longer among those that come.
		await guest.page.goto('/pop-upi');
		await expect(guest.page.getByRole('heading', { level: 1 })).toBeVisible();
	});
});
