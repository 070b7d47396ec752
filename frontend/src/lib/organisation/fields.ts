/** The names of the fields of an organisation's record, by the pointers the checklist speaks in. */
import type { Missing } from '#lib/api/index.ts';
import { sentence } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';

const names: Record<string, () => string> = {
	'/organisation/bio': m.organisation_bio_studio,
	'/organisation/town': m.organisation_town,
	'/legal_kind': m.legal_kind,
	'/legal_name': m.legal_name,
	'/street': m.legal_street,
	'/post_code': m.legal_post_code,
	'/town': m.legal_town,
	'/country': m.legal_country,
	'/phone': m.account_phone,
	'/email': m.account_email,
	'/tax_number': m.legal_tax_number,
	'/registration_number': m.legal_registration_number,
	'/birth_date': m.legal_birth_date,
	'/residence_country': m.legal_residence,
	'/odd/ajpes_notification_number': m.legal_odd_number,
	'/vat_status': m.legal_vat_status,
	'/vat_id': m.legal_vat_id,
	'/vat_from': m.legal_vat_from,
	'/fiscal_mode': m.legal_fiscal_mode,
	'/iban': m.legal_iban,
	'/account_holder': m.legal_account_holder,
	'/manufacturer': m.legal_manufacturer_name,
	'/manufacturer/name': m.legal_manufacturer_name,
	'/manufacturer/street': m.legal_street,
	'/manufacturer/post_code': m.legal_post_code,
	'/manufacturer/town': m.legal_town,
	'/manufacturer/country': m.legal_country,
	'/manufacturer/email_or_url': m.legal_manufacturer_contact,
	'/self_certification_version': m.declaration_self_certification,
	'/invoice_mandate_version': m.declaration_invoice_mandate,
	'/terms_version': m.declaration_terms
};

/** What a group of gaps is about: the names of what is empty, else the sentence for the first that is wrong. */
export function gapsText(gaps: Missing[]): string {
	const wrong = gaps.find((gap) => gap.code !== 'field_missing' && gap.code !== 'not_accepted');
	if (wrong) return sentence(wrong.code, wrong.detail);
	return gaps.map((gap) => names[gap.pointer]?.() ?? gap.pointer).join(', ');
}
