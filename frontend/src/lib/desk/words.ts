/** The desk's codes in words: kinds, states, decisions, field names. */
import { m } from '#lib/i18n/index.ts';
import type {
	FieldChange,
	OrganisationKind,
	OrganisationStatus,
	ReportReason,
	SubmissionKind,
	SubmissionRow,
	Verdict
} from '#lib/api/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

/** "Product, change": what a line of the queue is about. */
export function kindOf(row: Pick<SubmissionRow, 'kind' | 'is_edit'>): string {
	switch (row.kind) {
		case 'listing':
			return row.is_edit ? m.desk_kind_listing_edit() : m.desk_kind_listing_new();
		case 'popup':
			return row.is_edit ? m.desk_kind_popup_edit() : m.desk_kind_popup();
		case 'challenge':
			return m.desk_kind_challenge();
		case 'organisation':
			return row.is_edit ? m.desk_kind_organisation_edit() : m.desk_kind_organisation();
		case 'report':
			return m.desk_kind_report();
		case 'objection':
			return m.desk_kind_objection();
	}
}

export const kinds: readonly SubmissionKind[] = [
	'organisation',
	'listing',
	'popup',
	'challenge',
	'report',
	'objection'
];

const kindNames: Record<SubmissionKind, () => string> = {
	organisation: m.desk_kinds_organisation,
	listing: m.desk_kinds_listing,
	popup: m.desk_kinds_popup,
	challenge: m.desk_kinds_challenge,
	report: m.desk_kinds_report,
	objection: m.desk_kinds_objection
};
/** "Products": a kind as a filter. */
export const kindName = (kind: SubmissionKind): string => kindNames[kind]();

const singular: Record<SubmissionKind, () => string> = {
	organisation: m.desk_kind_organisation,
	listing: m.desk_kind_listing,
	popup: m.desk_kind_popup,
	challenge: m.desk_kind_challenge,
	report: m.desk_kind_report,
	objection: m.desk_kind_objection
};
export const subjectName = (kind: SubmissionKind): string => singular[kind]();

/** "4th working day", "today". */
export function ageOf(row: Pick<SubmissionRow, 'age_working_days'>): string {
	return row.age_working_days === 0 ? m.desk_today() : m.desk_working_day({ count: row.age_working_days });
}

export function stateOf(row: SubmissionRow): { kind: StateKind; text: string } {
	if (row.status === 'decided') return { kind: 'off', text: m.desk_state_decided() };
	if (row.status === 'withdrawn') return { kind: 'off', text: m.desk_state_withdrawn() };
	if (row.second_look_pending) return { kind: 'wait', text: m.desk_state_second() };
	if (row.overdue) return { kind: 'you', text: m.desk_overdue_only() };
	if (row.claimed_by) return { kind: 'wait', text: m.desk_state_review() };
	return { kind: 'draft', text: m.desk_state_waiting() };
}

const verdicts: Record<Verdict, [StateKind, () => string]> = {
	approved: ['ok', m.desk_was_approved],
	changes_requested: ['you', m.desk_was_changes_requested],
	refused: ['no', m.desk_was_refused],
	suspended: ['no', m.desk_was_suspended],
	restored: ['ok', m.desk_was_restored],
	upheld: ['ok', m.desk_was_upheld],
	dismissed: ['no', m.desk_was_dismissed]
};
/** A decision that was made, as a state. */
export function verdictState(verdict: Verdict): { kind: StateKind; text: string } {
	const [kind, text] = verdicts[verdict];
	return { kind, text: text() };
}

export const organisationKinds: Record<OrganisationKind, () => string> = {
	studio: m.desk_orgkind_studio,
	company: m.desk_orgkind_company,
	organizer: m.desk_orgkind_organizer,
	institution: m.desk_orgkind_institution
};
export const organisationKind = (kind: OrganisationKind): string => organisationKinds[kind]();

const organisationStates: Record<OrganisationStatus, [StateKind, () => string]> = {
	draft: ['draft', m.desk_orgstate_draft],
	submitted: ['wait', m.desk_orgstate_submitted],
	approved: ['ok', m.desk_orgstate_approved],
	changes_requested: ['you', m.desk_orgstate_changes_requested],
	refused: ['no', m.desk_orgstate_refused],
	suspended: ['no', m.desk_orgstate_suspended],
	closed: ['off', m.desk_orgstate_closed]
};
export const organisationStatuses = Object.keys(organisationStates) as OrganisationStatus[];
export function organisationState(status: string): { kind: StateKind; text: string } {
	const found = organisationStates[status as OrganisationStatus];
	return found ? { kind: found[0], text: found[1]() } : { kind: 'draft', text: status };
}

const reasons: Record<ReportReason, () => string> = {
	illegal: m.desk_reason_illegal,
	unsafe_product: m.desk_reason_unsafe_product,
	counterfeit: m.desk_reason_counterfeit,
	copyright: m.desk_reason_copyright,
	misleading: m.desk_reason_misleading,
	personal_data: m.desk_reason_personal_data,
	offensive: m.desk_reason_offensive,
	child_safety: m.desk_reason_child_safety,
	other: m.desk_reason_other
};
export const reportReason = (reason: ReportReason): string => reasons[reason]();

/** Field names by the code of the frozen thing; a longer code is found before its last part. */
const fields: Record<string, () => string> = {
	name: m.desk_field_name,
	title: m.desk_field_title,
	description: m.desk_field_description,
	story: m.desk_field_story,
	category: m.desk_field_category,
	materials: m.desk_field_materials,
	techniques: m.desk_field_techniques,
	town: m.desk_field_town,
	dimensions_mm: m.desk_field_dimensions,
	weight_g: m.desk_field_weight,
	care: m.desk_field_care,
	care_note: m.desk_field_care_note,
	made_to_order: m.desk_field_made_to_order,
	lead_time_days: m.desk_field_lead_time,
	edition: m.desk_field_edition,
	edition_size: m.desk_field_edition_size,
	personalisation: m.desk_field_personalisation,
	withdrawal_exemption: m.desk_field_withdrawal_exemption,
	origin: m.desk_field_origin,
	credit: m.desk_field_credit,
	pictures: m.desk_field_pictures,
	cover_media_id: m.desk_field_cover,
	picture_media_id: m.desk_field_cover,
	'safety.manufacturer.name': m.desk_field_manufacturer,
	'manufacturer.name': m.desk_field_manufacturer,
	postal_address: m.desk_field_manufacturer_address,
	electronic_address: m.desk_field_manufacturer_electronic,
	email_or_url: m.desk_field_manufacturer_electronic,
	identifier: m.desk_field_identifier,
	warnings: m.desk_field_warnings,
	age_min: m.desk_field_age_min,
	vat_rate_bp: m.desk_field_vat_rate,
	channels: m.desk_field_channels,
	variants: m.desk_field_variants,
	'dimensions_mm.length': m.desk_field_length,
	'dimensions_mm.width': m.desk_field_width,
	'dimensions_mm.height': m.desk_field_height,
	no_warnings: m.desk_field_no_warnings,
	price: m.desk_field_price,
	sku: m.desk_field_sku,
	option: m.desk_field_option,
	barcode: m.desk_field_barcode,
	kind: m.desk_field_kind,
	bio: m.desk_field_bio,
	website: m.desk_field_website,
	contact_email: m.desk_field_contact_email,
	contact_phone: m.desk_field_contact_phone,
	logo_media_id: m.desk_field_logo,
	portrait_media_id: m.desk_field_portrait,
	country: m.desk_field_country,
	legal_kind: m.desk_field_legal_kind,
	legal_name: m.desk_field_legal_name,
	trade_name: m.desk_field_trade_name,
	address: m.desk_field_address,
	street: m.desk_field_street,
	post_code: m.desk_field_post_code,
	postal_code: m.desk_field_post_code,
	phone: m.desk_field_phone,
	email: m.desk_field_email,
	tax_number: m.desk_field_tax_number,
	vat_id: m.desk_field_vat_id,
	registration_number: m.desk_field_registration_number,
	register_name: m.desk_field_register_name,
	birth_date: m.desk_field_birth_date,
	iban: m.desk_field_iban,
	account_holder: m.desk_field_account_holder,
	vat_status: m.desk_field_vat_status,
	vat_from: m.desk_field_vat_from,
	fiscal_mode: m.legal_fiscal_mode,
	self_certification_version: m.desk_field_self_certification,
	self_certification_at: m.desk_field_self_certification_at,
	invoice_mandate_version: m.desk_field_invoice_mandate,
	invoice_mandate_at: m.desk_field_invoice_mandate_at,
	terms_version: m.desk_field_terms,
	terms_at: m.desk_field_terms_at,
	slug: m.desk_field_slug,
	birth_place: m.desk_field_birth_place,
	residence_country: m.legal_residence,
	turnover_so_far_cents: m.legal_turnover,
	eu_sales_so_far_cents: m.legal_eu_sales,
	one_stop_shop: m.desk_field_one_stop_shop,
	ajpes_notification_number: m.legal_odd_number,
	voucher_month: m.desk_field_voucher_month,
	half_year_income_cents: m.legal_odd_income,
	'manufacturer.street': m.desk_field_manufacturer_street,
	'manufacturer.post_code': m.desk_field_manufacturer_post_code,
	'manufacturer.town': m.desk_field_manufacturer_town,
	'manufacturer.country': m.desk_field_manufacturer_country,
	'organisation.country': m.desk_field_organisation_country,
	'organisation.town': m.desk_field_organisation_town,
	days: m.desk_field_days,
	venues: m.desk_field_venues,
	venue_ids: m.desk_field_venues,
	visitor_info: m.desk_field_visitor_info,
	access: m.desk_field_access,
	admission: m.desk_field_admission,
	zone: m.desk_field_zone,
	announce_at: m.desk_field_announce_at,
	summary: m.brief_f_summary,
	task: m.brief_f_task,
	background: m.brief_f_background,
	constraints: m.brief_f_constraints,
	deliverables: m.brief_f_deliverables,
	mentor_hours: m.brief_f_mentor_hours,
	support: m.brief_f_support,
	eligibility: m.brief_f_eligibility,
	languages: m.brief_languages,
	criteria: m.brief_s_criteria,
	prizes: m.brief_s_prizes,
	partners: m.desk_field_partners,
	host_ids: m.desk_field_hosts,
	rights: m.brief_rights_pick,
	option_days: m.brief_f_option_days,
	max_team: m.brief_f_max_team,
	max_entries_per_person: m.brief_f_max_entries,
	public_vote: m.brief_f_public_vote,
	'publishes.date': m.brief_t_publishes,
	'publishes.time': m.desk_field_publishes_time,
	'opens.date': m.brief_t_opens,
	'opens.time': m.desk_field_opens_time,
	'questions_close.date': m.brief_t_questions,
	'questions_close.time': m.desk_field_questions_time,
	'closes.date': m.brief_t_closes,
	'closes.time': m.desk_field_closes_time,
	'judged.date': m.brief_t_judged,
	'judged.time': m.desk_field_judged_time,
	'revealed.date': m.brief_t_revealed,
	'revealed.time': m.desk_field_revealed_time,
	'royalty.default': m.desk_field_royalty_default,
	'royalty.note': m.desk_field_royalty_note,
	'royalty.options.applies_to': m.desk_field_royalty_applies_to,
	'royalty.options.basis': m.desk_field_royalty_basis,
	'royalty.options.buyout_cents': m.brief_f_buyout,
	'royalty.options.code': m.desk_field_royalty_option,
	'royalty.options.creator_may_produce': m.desk_field_royalty_own,
	'royalty.options.label': m.brief_f_option_label,
	'royalty.options.material.cents_per_kg': m.desk_field_royalty_material,
	'royalty.options.material.note': m.desk_field_royalty_material_note,
	'royalty.options.minimum_per_year_cents': m.brief_f_minimum,
	'royalty.options.payer': m.desk_field_royalty_payer,
	'royalty.options.rate.bp': m.brief_f_percent,
	'royalty.options.rate.cents': m.brief_f_per_piece,
	'royalty.options.rate.kind': m.brief_royalty_pick,
	'royalty.options.rate.tiers': m.brief_royalty_tiers,
	'royalty.options.statement': m.brief_f_statement,
	'royalty.options.term_years': m.brief_f_term,
	programme: m.desk_field_programme,
	makers: m.desk_field_makers,
	products: m.desk_field_products
};
const languages: Record<string, () => string> = {
	sl: m.desk_lang_sl,
	en: m.desk_lang_en,
	de: m.desk_lang_de,
	it: m.desk_lang_it
};

/** "Description, English"; a code nobody translated yet is shown as it is. */
export function fieldName(field: Pick<FieldChange, 'label' | 'language'>): string {
	const parts = field.label.split('.');
	let name: string | undefined;
	for (let from = 0; from < parts.length && name === undefined; from++)
		name = fields[parts.slice(from).join('.')]?.();
	name ??= fields[parts[0] ?? '']?.() ?? field.label.replaceAll('_', ' ');
	const language = field.language && field.language !== 'sl' ? languages[field.language]?.() : undefined;
	return language ? `${name}, ${language}` : name;
}
