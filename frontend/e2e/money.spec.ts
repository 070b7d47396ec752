/** From a sale to the statement: the coordinator prepares and releases a payout, the creator reads what it is made of. */
import { expect, test } from '@playwright/test';
import { makeCoordinator, neighbour, orderOf, person } from './support/api.ts';
import { signIn, somebody } from './support/people.ts';

test('a sale is paid out, and its statement adds up', async ({ browser }) => {
	const run = Date.now().toString(36);
	const deskMail = `blagajna-${run}@example.org`;
	const api = await person(deskMail, 'Petra Zorman', 'sl');
	await makeCoordinator(deskMail);
	const maker = await neighbour(api, `Usnjarna ${run}`);
	await api.post('/release-rules', { rule: 'paid' });
	await orderOf(maker.variant);
	const name = `Usnjarna ${run}`;

	const desk = await somebody(browser, 'sl');
	await signIn(desk, deskMail, '/desk');
	await desk.page.goto('/desk/money/payouts');
	await desk.page
		.getByRole('button', { name: desk.t('deskmoney_prepare') })
		.first()
		.click();
	await desk.page
		.getByRole('dialog')
		.getByRole('button', { name: desk.t('deskmoney_prepare') })
		.click();
	await expect(desk.page).toHaveURL(/\/desk\/money\/payouts\/pob_/);
	await expect(desk.page.getByRole('row', { name: new RegExp(name) })).toBeVisible();
	await desk.page.getByRole('button', { name: desk.t('deskmoney_release') }).click();
	await desk.page
		.getByRole('dialog')
		.getByRole('button', { name: desk.t('deskmoney_release') })
		.click();
	const row = desk.page.getByRole('row', { name: new RegExp(name) });
	await row.getByRole('button', { name: new RegExp(desk.t('deskmoney_mark_paid')) }).click();
	await expect(row.getByText(desk.t('money_status_paid')).first()).toBeVisible();

	const creator = await somebody(browser, 'sl');
	await signIn(creator, maker.email, '/studio');
	await creator.page.goto('/studio/money');
	const paid = creator.page.getByRole('region', { name: creator.t('money_payouts') });
	await paid.getByRole('link').first().click();
	await expect(creator.page).toHaveURL(/\/studio\/money\/payouts\/pyo_/);
	const whole = creator.page.getByRole('row', { name: new RegExp(creator.t('money_sum')) });
	await expect(whole).toContainText('€');

	const statement = creator.page.waitForEvent('download');
	await creator.page.getByRole('button', { name: creator.t('money_pdf') }).click();
	expect((await statement).suggestedFilename()).toMatch(/\.pdf$/);
	await creator.page.goto('/studio/documents');
	const invoice = creator.page.getByRole('row', { name: /R-\d{4}-WEB-/ }).first();
	await expect(invoice).toBeVisible();
	const data = creator.page.waitForEvent('download');
	await invoice.getByRole('button', { name: /UBL/ }).click();
	expect((await data).suggestedFilename()).toMatch(/^R-.*\.xml$/);
	await desk.page.context().close();
	await creator.page.context().close();
});
