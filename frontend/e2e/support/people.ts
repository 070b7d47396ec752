/** People at their browsers: each has an own one, with an own language. */
import { expect, type Browser, type Page } from '@playwright/test';
import { letterTo, linkIn, password, record } from './api.ts';
import { wordsOf, type Language } from './words.ts';

export interface Person {
	page: Page;
	t: ReturnType<typeof wordsOf>;
	language: Language;
}

export async function somebody(browser: Browser, language: Language, width = 1280): Promise<Person> {
	const context = await browser.newContext({ viewport: { width, height: 900 } });
	await context.addInitScript((chosen) => {
		if (!localStorage.getItem('modrotisk.language')) localStorage.setItem('modrotisk.language', chosen);
	}, language);
	const page = await context.newPage();
	return { page, t: wordsOf(language), language };
}

export async function signIn({ page, t }: Person, email: string, next: string): Promise<void> {
	await page.goto(`/account/sign-in?next=${encodeURIComponent(next)}`);
	await page.getByLabel(t('account_email'), { exact: true }).fill(email);
	await page.locator('input[type=password]').fill(password);
	await page.getByRole('button', { name: t('account_sign_in_do') }).click();
	await expect(page).toHaveURL(new RegExp(`${next}$`));
}

/** Registers, reads the mail, follows its link, and names the organisation. */
export async function founds(
	{ page, t }: Person,
	who: { name: string; email: string; kind: 'studio' | 'organizer'; organisation: string; town: string }
): Promise<void> {
	await page.goto(`/account/register?as=${who.kind}`);
	await page.getByLabel(t('account_name'), { exact: true }).fill(who.name);
	await page.getByLabel(t('account_email'), { exact: true }).fill(who.email);
	await page.locator('input[type=password]').fill(password);
	await page.getByRole('button', { name: t('account_register_do') }).click();
	await expect(page.getByRole('heading', { name: t('account_check_mail') })).toBeVisible();

	const letter = await letterTo(who.email, /\/account\/verify/);
	await page.goto(linkIn(letter.text, /\/account\/verify/));
	await expect(page).toHaveURL(/organisations\/new\?kind=/);
	const label = who.kind === 'studio' ? 'organisation_name_studio' : 'organisation_name';
	await page.getByLabel(t(label), { exact: true }).fill(who.organisation);
	await page.locator('#f-town').fill(who.town);
	await page.getByRole('button', { name: t('organisation_found_do') }).click();
	await expect(page).toHaveURL(
		who.kind === 'studio' ? /\/studio\/profile$/ : /\/account\/organisations\/org_/
	);
}

/** Tells who the organisation is, ticks the declarations, and submits it. */
export async function onboards({ page, t }: Person, name: string, email: string): Promise<void> {
	const facts = record(name, email);
	await page.locator('#f-organisation-bio').fill(`${name}: iz starih hal v nove roke.`);
	await page.locator('#f-legal_kind').selectOption(facts.legal_kind);
	for (const field of [
		'legal_name',
		'street',
		'post_code',
		'town',
		'phone',
		'email',
		'tax_number',
		'registration_number',
		'register_name',
		'iban',
		'account_holder'
	] as const) {
		const input = page.locator(`#f-${field}`);
		if (await input.count()) await input.fill(facts[field]);
	}
	const country = page.locator('#f-country');
	if ((await country.count()) && !(await country.inputValue())) await country.selectOption('SI');
	const exempt = page.getByLabel(t('legal_vat_exempt'));
	if (await exempt.count()) await exempt.check();
	const cash = page.getByLabel(t('legal_fiscal_noncash_only'));
	if (await cash.count()) await cash.check();
	const copy = page.getByRole('button', { name: t('legal_copy_address') });
	if (await copy.count()) {
		await copy.click();
		await page.locator('#f-manufacturer-email_or_url').fill(email);
	}
	for (const declaration of ['self_certification_version', 'invoice_mandate_version', 'terms_version']) {
		const tick = page.locator(`#f-${declaration}`);
		if (await tick.count()) await tick.check();
	}
	const submit = page.getByRole('button', { name: t('organisation_submit') });
	await expect(submit).not.toHaveAttribute('aria-disabled', 'true');
	await submit.click();
	await expect(page.getByRole('button', { name: t('organisation_withdraw_submission') })).toBeVisible();
}

/** Opens a submission from the queue by its title. */
export async function opensAtDesk({ page }: Person, title: string): Promise<void> {
	await page.goto('/desk');
	await page.locator('.ql a', { hasText: title }).first().click();
	await expect(page.locator('#submission-title')).toHaveText(title);
}

/** Approves what is open at the desk. */
export async function approves({ page, t }: Person): Promise<void> {
	const title = (await page.locator('#submission-title').textContent()) ?? '';
	await page.getByText(t('desk_verdict_approve'), { exact: true }).click();
	await page.getByRole('button', { name: t('desk_send_next') }).click();
	const unsure = page.getByRole('button', { name: t('desk_unchecked_approve') });
	if ((await page.locator('#checks-head').count()) && (await unsure.isVisible())) await unsure.click();
	await expect(page.getByText(t('desk_decided_toast', { title }))).toBeVisible();
}

/** Writes down that a register agrees. */
export async function looksUp({ page, t }: Person, source: 'desk_check_register'): Promise<void> {
	await page.getByRole('button', { name: `${t('desk_check_write')} ${t(source)}` }).click();
	await page.getByRole('button', { name: t('desk_check_keep') }).click();
	await expect(page.getByText(t('desk_check_kept'))).toBeVisible();
	await expect(page.getByRole('heading', { name: t('desk_checks_seen') })).toBeVisible();
}
