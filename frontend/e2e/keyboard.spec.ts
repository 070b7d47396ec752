/** The way from a product to a paid order with nothing but the keyboard. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { makeCoordinator, neighbour, person, type Neighbour } from './support/api.ts';
import { somebody } from './support/people.ts';

let maker: Neighbour;

test.beforeAll(async () => {
	const run = Date.now().toString(36);
	const mail = `tina-${run}@example.org`;
	const desk = await person(mail, 'Tina Tipka', 'sl');
	await makeCoordinator(mail);
	maker = await neighbour(desk, `Tipkarica ${run}`);
});

/** Presses Tab until the focus is there; whoever cannot be reached so is not usable. */
async function tabTo(page: Page, target: Locator, most = 80): Promise<void> {
	for (let press = 0; press < most; press++) {
		if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) {
			const box = await target.boundingBox();
			expect(box, 'what has the focus is on the page').not.toBeNull();
			return;
		}
		await page.keyboard.press('Tab');
	}
	throw new Error(`Not reached with ${most} presses of Tab: ${target}`);
}

test('a guest buys with the keyboard alone', async ({ browser }) => {
	const { page, t } = await somebody(browser, 'sl');
	await page.goto(`/izdelki/${maker.slug}`);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

	// The first stop leads past the head of the page.
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: t('skip_to_content') })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.locator('#content')).toBeFocused();

	await tabTo(page, page.getByRole('button', { name: t('cart_add') }).first());
	await page.keyboard.press('Enter');
	await expect(page.getByRole('link', { name: t('cart_view') }).first()).toBeVisible();
	await tabTo(page, page.getByRole('link', { name: t('cart_view') }).first());
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/kosarica$/);

	await tabTo(page, page.getByRole('link', { name: t('to_checkout') }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/oddaja-narocila$/);

	// An empty form says what is missing, and the first line of it leads to its field.
	await tabTo(page, page.getByRole('button', { name: t('order_button') }));
	await page.keyboard.press('Enter');
	const summary = page.getByRole('alert').first();
	await expect(summary).toBeFocused();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(page.locator('#co-name')).toBeFocused();

	for (const [field, text] of [
		['name', 'Neža Tipka'],
		['email', 'tipka@example.org'],
		['street', 'Cankarjeva 3'],
		['postcode', '4000'],
		['city', 'Kranj']
	]) {
		await tabTo(page, page.locator(`#co-${field}`));
		await page.keyboard.type(text ?? '');
	}
	await tabTo(page, page.locator('#co-terms'));
	await page.keyboard.press('Space');
	await tabTo(page, page.getByRole('button', { name: t('order_button') }));
	await page.keyboard.press('Enter');

	const pay = page.getByRole('button', { name: t('sandbox_pay') });
	await expect(pay).toBeVisible();
	await tabTo(page, pay);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/narocilo\//);
	await expect(page.getByText(t('order_lead_paid', { email: 'tipka@example.org' }))).toBeVisible();
	await page.context().close();
});

test('the month of pop-ups is walked with arrows', async ({ browser }) => {
	const { page } = await somebody(browser, 'sl');
	await page.goto('/pop-upi?month=2027-05');
	const first = page.locator('[role=gridcell][tabindex="0"]');
	await tabTo(page, first);
	await page.keyboard.press('Home');
	await page.keyboard.press('ArrowDown');
	const before = await page.evaluate(() => (document.activeElement as HTMLElement).dataset.date ?? '');
	expect(before).toMatch(/^2027-05-/);
	await page.keyboard.press('PageDown');
	await expect(page).toHaveURL(/month=2027-06/);
	await expect(page.locator('[data-date="2027-06-01"]')).toBeFocused();
	await page.context().close();
});
