/** The shapes of identity, by the names of the API's schemas. */
import type { Locale, Translations } from './common.ts';

export interface RegisterAccount {
	email: string;
	password: string /* 10..=200 characters, not a common one: password_too_common */;
	name: string;
	locale?: Locale; /* default: Accept-Language */
}

export interface AskMail {
	email: string;
}

export interface MailSent {
	email: string;
}

export interface UseToken {
	token: string;
}

export interface CompletePasswordReset {
	token: string;
	password: string;
}

export interface SignIn {
	email: string;
	password: string;
}

export interface AnswerSecondFactor {
	challenge: string;
	code: string;
}

export interface ConfirmPassword {
	password: string;
}

export interface ConfirmCode {
	code: string;
}

export interface ConfirmPasswordAndCode {
	password: string;
	code: string;
}

export interface ChangePassword {
	current_password: string;
	new_password: string;
}

export interface ChangeEmail {
	email: string;
	password: string;
}

export interface EditProfile {
	name?: string;
	locale?: Locale;
	phone?: string | null;
}

export interface SignInAnswer {
	status: 'signed_in' | 'second_factor_required';
	session: SessionView | null;
	challenge: string | null; /* 5 minutes */
}

export interface SessionView {
	access_token: string;
	token_type: 'Bearer';
	expires_in_seconds: number;
	session_id: string;
	account: AccountView;
}

export interface SessionItem {
	id: string;
	current: boolean;
	created_at: string;
	last_used_at: string;
	device: string /* "Firefox, Linux" */;
	address: string;
}

export interface SessionList {
	items: SessionItem[];
}

export interface AccountView {
	id: string;
	email: string;
	name: string;
	locale: Locale;
	phone: string | null;
	coordinator: boolean;
	admin: boolean;
	demo: boolean;
	second_factor: boolean;
	created_at: string;
}

export type NoticeCode =
	| 'second_factor_missing' /* coordinator/admin must set it up */
	| 'organisation_incomplete'
	| 'organisation_submitted'
	| 'organisation_changes_requested'
	| 'organisation_refused'
	| 'organisation_suspended'
	| 'invitation_waiting'
	| 'recovery_codes_low';

export interface Notice {
	code: NoticeCode;
	organisation_id: string | null;
	organisation_name: string | null;
	count: number | null;
}

export interface MeView {
	account: AccountView;
	session_id: string;
	organisations: MyOrganisation[];
	notices: Notice[];
	demo: boolean; /* the installation runs in demo mode */
}

export interface MyOrganisation {
	id: string;
	membership_id: string;
	slug: string;
	name: string;
	kind: OrganisationKind;
	status: OrganisationStatus;
	role: MemberRole;
	logo_media_id: string | null;
}

export interface SecondFactorSetup {
	otpauth_uri: string;
	secret: string /* base32, to type by hand */;
	qr_svg: string;
}

export interface RecoveryCodes {
	codes: string[]; /* ten, "k7f2-9xqm" */
}

export type OrganisationKind = 'studio' | 'company' | 'organizer' | 'institution';

export type OrganisationStatus =
	'draft' | 'submitted' | 'approved' | 'changes_requested' | 'refused' | 'suspended' | 'closed';

export type MemberRole = 'owner' | 'manager' | 'member';

export interface FoundOrganisation {
	kind: OrganisationKind;
	name: string;
	town?: string | null;
}

export interface OrganisationView {
	id: string;
	kind: OrganisationKind;
	status: OrganisationStatus;
	name: string;
	slug: string;
	bio: Translations /* Markdown */;
	town: string | null;
	country: string /* "SI" */;
	website: string | null;
	contact_email: string | null;
	contact_phone: string | null;
	logo_media_id: string | null;
	portrait_media_id: string | null;
	role: MemberRole;
	complete: boolean;
	missing_count: number;
	version: number;
	created_at: string;
	updated_at: string;
	submitted_at: string | null;
	approved_at: string | null;
}

export interface EditOrganisation {
	name: string;
	bio: Translations;
	town: string | null;
	country: string;
	website: string | null;
	contact_email: string | null;
	contact_phone: string | null;
	logo_media_id: string | null;
	portrait_media_id: string | null;
}

export type LegalKind =
	'individual_odd' | 'sole_trader' | 'company' | 'cooperative' | 'society' | 'institute' | 'public_body';

export type VatStatus = 'registered' | 'exempt';

export interface ManufacturerBlock {
	name: string;
	street: string;
	post_code: string;
	town: string;
	country: string;
	email_or_url: string;
}

export interface OddDetails {
	ajpes_notification_number: string | null;
	voucher_month: string | null /* "2026-11" */;
	half_year_income_cents: number | null;
}

export interface TaxDetails {
	turnover_so_far_cents: number | null;
	one_stop_shop: boolean;
	eu_sales_so_far_cents: number | null;
}

export interface OnboardingFields {
	legal_kind: LegalKind | null;
	legal_name: string | null;
	trade_name: string | null;
	street: string | null;
	post_code: string | null;
	town: string | null;
	country: string | null;
	phone: string | null;
	email: string | null;
	tax_number: string | null;
	vat_id: string | null;
	registration_number: string | null;
	register_name: string | null;
	birth_date: string | null /* individuals */;
	birth_place: string | null;
	residence_country: string | null;
	iban: string | null;
	account_holder: string | null;
	vat_status: VatStatus | null;
	vat_from: string | null /* date */;
	tax_details: TaxDetails;
	odd: OddDetails | null;
	manufacturer: ManufacturerBlock | null;
}

export interface EditOnboarding extends OnboardingFields {
	self_certification_version: string | null;
	terms_version: string | null;
}

export interface Declaration {
	key: 'self_certification' | 'terms';
	version: string;
	text: string /* by Accept-Language */;
	accepted_version: string | null;
	accepted_at: string | null;
}

export interface ChecklistItem {
	pointer: string /* "/iban", "/bio", "/tax_number" */;
	code: string /* field_missing | tax_number_invalid | iban_invalid | vat_id_invalid | email_invalid | … */;
	detail: string;
}

export interface OnboardingView extends OnboardingFields {
	organisation_id: string;
	self_certification_version: string | null;
	terms_version: string | null;
	declarations: Declaration[];
	missing: ChecklistItem[];
	public_fields: string[] /* names of the fields that anyone can read once approved */;
	version: number;
	updated_at: string;
}

export interface MemberView {
	id: string /* membership */;
	account_id: string;
	name: string;
	email: string;
	role: MemberRole;
	since: string;
	you: boolean;
}

export interface MemberList {
	items: MemberView[];
}

export interface ChangeRole {
	role: MemberRole;
}

export interface InviteMember {
	email: string;
	role: MemberRole;
}

export interface InvitationView {
	id: string;
	email: string;
	role: MemberRole;
	status: 'pending' | 'accepted' | 'revoked' | 'expired';
	invited_by: string /* name */;
	created_at: string;
	expires_at: string;
}

export interface InvitationList {
	items: InvitationView[];
}

export interface InvitationPreview {
	organisation_name: string;
	kind: OrganisationKind;
	invited_by: string;
	email: string;
	role: MemberRole;
	expires_at: string;
}

export interface AccountListItem {
	id: string;
	email: string;
	name: string;
	coordinator: boolean;
	admin: boolean;
	demo: boolean;
	status: 'active' | 'disabled' | 'deleted';
	second_factor: boolean;
	created_at: string;
}

export interface AccountPage {
	items: AccountListItem[];
	next: string | null;
}

export interface EditAccountRoles {
	coordinator?: boolean;
	admin?: boolean;
	status?: 'active' | 'disabled';
}

export interface AccountExport {
	account: AccountView;
	exported_at: string;
	organisations: MyOrganisation[];
	sessions: SessionItem[];
	invitations: InvitationView[];
	events: { kind: string; at: string }[];
}
