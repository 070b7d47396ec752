/** Desk pages that only a real payment processor fills: looked at with answers of the documented shape, since the sandbox has none. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type {
	DisputeDetail,
	FraudWarnings,
	PageDisputeView,
	ReconciliationPage
} from '../src/lib/api/types.ts';
import { makeCoordinator, person } from './support/api.ts';
import { signIn, somebody } from './support/people.ts';

const euros = (amount: number) => ({ amount, currency: 'EUR' as const });
const dispute = {
	id: 'dsp_01990000-0000-7000-8000-000000000001',
	group_number: 'M-2026-00042',
	amount: euros(12_850),
	fee: euros(2_000),
	status: 'needs_response' as const,
	reason: 'product_not_received',
	withdrawn: true,
	opened_at: '2026-11-20T09:12:00.000Z',
	due_by: '2026-12-04T22:59:59.000Z',
	closed_at: null,
	dashboard_url: 'https://dashboard.stripe.com/test/disputes/dp_1'
};
const list: PageDisputeView = {
	items: [
		dispute,
		{
			...dispute,
			id: 'dsp_01990000-0000-7000-8000-000000000002',
			group_number: 'M-2026-00037',
			status: 'lost',
			amount: euros(4_500),
			closed_at: '2026-11-18T10:00:00.000Z'
		}
	],
	next: null
};
const detail: DisputeDetail = {
	dispute,
	looked_up_at: '2026-11-29T06:00:00.000Z',
	order_group_id: 'grp_01990000-0000-7000-8000-000000000001',
	orders: [
		{
			order_id: 'ord_01990000-0000-7000-8000-000000000001',
			number: 'M-2026-00042-1',
			organisation_id: 'org_01990000-0000-7000-8000-000000000001',
			organisation: 'Modra štampa',
			amount: euros(8_450),
			commission: euros(1_268)
		},
		{
			order_id: 'ord_01990000-0000-7000-8000-000000000002',
			number: 'M-2026-00042-2',
			organisation_id: 'org_01990000-0000-7000-8000-000000000002',
			organisation: 'Studio Vigenc',
			amount: euros(4_400),
			commission: euros(660)
		}
	]
};
const warnings: FraudWarnings = {
	items: [
		{
			id: 'issfr_1',
			kind: 'made_with_stolen_card',
			payment_id: null,
			actionable: true,
			warned_at: '2026-11-28T14:20:00.000Z',
			dashboard_url: 'https://dashboard.stripe.com/test/payments/ch_1'
		}
	]
};
const difference = {
	id: 'dif_01990000-0000-7000-8000-000000000001',
	thing: 'payment' as const,
	kind: 'amount' as const,
	subject: 'ch_3PqLmWkdIwHu7ix28aBcDeFg',
	ours: euros(6_400),
	theirs: euros(6_300),
	happened_at: '2026-11-27T12:00:00.000Z',
	found_at: '2026-11-28T03:00:00.000Z',
	settled_at: null,
	note: null
};
const books: ReconciliationPage = {
	by_stripe: true,
	last: {
		id: 'rec_01990000-0000-7000-8000-000000000001',
		window_from: '2026-11-26T00:00:00.000Z',
		window_until: '2026-11-28T00:00:00.000Z',
		compared: 31,
		differing: 2,
		run_at: '2026-11-28T03:00:00.000Z'
	},
	open: [
		difference,
		{
			...difference,
			id: 'dif_01990000-0000-7000-8000-000000000002',
			thing: 'transfer',
			kind: 'unknown',
			subject: 'tr_1PqLmWkdIwHu7ix2',
			ours: null
		}
	],
	settled: [
		{
			...difference,
			id: 'dif_01990000-0000-7000-8000-000000000003',
			settled_at: '2026-11-21T08:00:00.000Z',
			note: 'Nakazano ročno za sejem v Železnikih.'
		}
	]
};

async function answer(page: Page, path: string, body: unknown): Promise<void> {
	await page.route(`**/api/v1${path}`, (route) => route.fulfill({ json: body }));
}

/** At the width of a phone and of a desk: nothing scrolls sideways, axe finds nothing. */
async function sound(page: Page, name: string): Promise<void> {
	for (const width of [320, 390, 1280]) {
		await page.setViewportSize({ width, height: 900 });
		const over = await page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth
		);
		expect(over, `${name} at ${width}`).toBeLessThanOrEqual(0);
		if (process.env.SHOTS)
			await page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true });
	}
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id }) => id)).toEqual([]);
}

test('disputes and differences of the books are shown with what they come to', async ({ browser }) => {
	const mail = `knjige-${Date.now().toString(36)}@example.org`;
	await person(mail, 'Petra Zorman', 'sl');
	await makeCoordinator(mail);
	const desk = await somebody(browser, 'sl');
	const { page, t } = desk;
	await answer(page, '/desk/disputes?*', list);
	await answer(page, '/desk/disputes', list);
	await answer(page, `/desk/disputes/${dispute.id}`, detail);
	await answer(page, '/desk/fraud-warnings', warnings);
	await answer(page, '/desk/reconciliation', books);
	await signIn(desk, mail, '/desk');

	await page.goto('/desk/money/disputes');
	await expect(page.getByRole('link', { name: dispute.group_number })).toBeVisible();
	await expect(page.getByText(t('dispute_needs_response'), { exact: true })).toBeVisible();
	await expect(page.getByText(t('dispute_actionable'))).toBeVisible();
	await sound(page, 'disputes');

	await page.getByRole('link', { name: dispute.group_number }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText(dispute.group_number);
	await expect(page.getByText('Studio Vigenc')).toBeVisible();
	await sound(page, 'dispute');

	await page.goto('/desk/money/reconciliation');
	await expect(page.getByText(difference.subject).first()).toBeVisible();
	await expect(page.getByText('Nakazano ročno za sejem v Železnikih.')).toBeVisible();
	await sound(page, 'reconciliation');
});
