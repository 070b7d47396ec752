/** A buyer pays a maker straight: the slip on the order's page, money marked and read from a statement, money given back by hand. */
import { expect, test } from '@playwright/test';
import { letterTo, linkIn, makeCoordinator, neighbour, person } from './support/api.ts';
import { signIn, somebody } from './support/people.ts';
import { orderByTransfer, statement } from './support/transfers.ts';

test('a buyer pays a maker straight by bank transfer', async ({ browser }) => {
	test.slow();
	const run = Date.now().toString(36);
	const deskMail = `nakazila-${run}@example.org`;
	const buyerMail = `tone-${run}@example.org`;
	const api = await person(deskMail, 'Petra Zorman', 'sl');
	await makeCoordinator(deskMail);
	const maker = await neighbour(api, `Medičarna ${run}`);

	const buyer = await somebody(browser, 'sl', 390);
	const { page, t } = buyer;
	await page.goto(`/izdelki/${maker.slug}`);
	await page
		.getByRole('button', { name: t('cart_add') })
		.first()
		.click();
	await page
		.getByRole('link', { name: t('cart_view') })
		.first()
		.click();
	await page.getByRole('link', { name: t('to_checkout') }).click();
	await page.locator('#co-name').fill('Tone Zupan');
	await page.locator('#co-email').fill(buyerMail);
	await page.locator('#co-street').fill('Cankarjeva 3');
	await page.locator('#co-postcode').fill('4000');
	await page.locator('#co-city').fill('Kranj');
	await page.getByLabel(t('pay_transfer')).check();
	await page.locator('#co-terms').check();
	await page.getByRole('button', { name: t('order_button') }).click();
	await expect(page.getByRole('heading', { name: t('transfer_heading') })).toBeVisible();
	await expect(page.getByText(/^SI12\d{13}$/)).toBeVisible();
	const codes = page.getByRole('img', { name: t('transfer_code_alt') });
	await expect(codes).toHaveCount(2);
	await expect
		.poll(() => codes.first().evaluate((code: HTMLImageElement) => code.naturalWidth))
		.toBeGreaterThan(0);
	const letter = await letterTo(buyerMail, /SI12\d{13}/);
	expect(linkIn(letter.text, /\/transfer\/slip$/)).toBeTruthy();

	const studio = await somebody(browser, 'sl');
	await signIn(studio, maker.email, '/studio');
	await studio.page.goto('/studio/money');
	await studio.page.getByRole('link', { name: studio.t('bank_open') }).click();
	await studio.page.getByRole('button', { name: studio.t('bank_mark') }).click();
	await studio.page.getByRole('button', { name: studio.t('bank_mark_do') }).click();
	await expect(studio.page.getByText(studio.t('bank_waiting_none'), { exact: true })).toBeVisible();
	await page.reload();
	await expect(page.getByText(t('order_lead_paid', { email: buyerMail }))).toBeVisible();

	// Another order is paid by a statement, which may be read in twice.
	const other = await orderByTransfer(maker.variant);
	await studio.page.reload();
	const { iban } = await maker.maker.get(`/organisations/${maker.organisation}/bank`);
	const { waiting } = await maker.maker.get(`/organisations/${maker.organisation}/bank`);
	const xml = statement(iban, other.reference, waiting[0].amount.amount);
	const file = { name: 'izpisek.xml', mimeType: 'text/xml', buffer: Buffer.from(xml) };
	for (const outcome of ['bank_outcome_paid', 'bank_outcome_again']) {
		await studio.page.getByLabel(studio.t('bank_statement_file')).setInputFiles(file);
		await studio.page.getByRole('button', { name: studio.t('bank_statement_read') }).click();
		await expect(studio.page.getByText(studio.t(outcome)).first()).toBeVisible();
	}
	await studio.page.getByRole('button', { name: studio.t('bank_ignore') }).click();
	await studio.page.getByLabel(studio.t('bank_ignore_note')).fill('Najemnina');
	await studio.page.getByRole('button', { name: studio.t('bank_ignore_do') }).click();
	await expect(studio.page.getByText(studio.t('bank_unmatched_text'))).toBeHidden();

	// The buyer calls the first one off: the maker pays it back by hand.
	await page
		.getByRole('button', { name: t('order_cancel_one') })
		.first()
		.click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: t('order_cancel_confirm') })
		.click();
	await page.getByLabel(t('transfer_account_iban')).fill('SI56 1910 0000 0123 438');
	await page.getByRole('button', { name: t('transfer_account_save') }).click();
	await expect(page.getByText('… 3438')).toBeVisible();
	await studio.page.reload();
	await expect(studio.page.getByText('SI56 1910 0000 0123 438')).toBeVisible();
	await studio.page.getByRole('button', { name: studio.t('bank_back_do'), exact: true }).click();
	await studio.page.getByRole('button', { name: studio.t('bank_back_confirm') }).click();
	await expect(studio.page.getByText(studio.t('bank_back_none'))).toBeVisible();
	await letterTo(buyerMail, /vam je vrnil/);
	await page.context().close();
	await studio.page.context().close();
});
