/** The shapes of desk, by the names of the API's schemas. */
import type { ProductCard } from './catalogue.ts';
import type { Missing, Money, PictureView, Translations } from './common.ts';

export type StepFree = 'step_free' | 'ramp' | 'lift' | 'limited' | 'none';

export interface Position {
	latitude: number;
	longitude: number;
}

export interface Facilities {
	// every field optional; null = not known
	power_kw: number | null;
	sockets: number | null;
	water: boolean | null;
	toilets: number | null;
	heating: 'full' | 'partial' | 'none' | null;
	wifi: boolean | null;
	parking_places: number | null;
	loading_door: string | null; // "2.4 x 2.6 m"
}

export interface VenueContent {
	name: Translations;
	kind: string; // "former_spinning_mill" … free code, at most 40 characters
	address: string;
	postal_code: string;
	town: string;
	country: string; // "SI"
	position: Position;
	zone: string; // "Europe/Ljubljana"
	description: Translations;
	area_m2: number | null;
	ceiling_cm: number | null;
	persons_max: number | null;
	facilities: Facilities;
	step_free: StepFree;
	access: Translations;
	restrictions: Translations;
	picture_media_id: string | null;
}

export interface NewVenue {
	organisation_id: string | null;
	content: VenueContent;
}

export interface VenueView {
	id: string;
	organisation_id: string | null;
	version: number;
	content: VenueContent;
	created_at: string;
	updated_at: string;
}

export type PopupKind = 'popup' | 'festival' | 'workshop_day' | 'career_day' | 'shop_window_route';

export type PopupStatus =
	| 'draft'
	| 'submitted'
	| 'changes_requested'
	| 'refused'
	| 'approved'
	| 'announced'
	| 'programme_published'
	| 'live'
	| 'ended'
	| 'postponed'
	| 'cancelled'
	| 'suspended';

export type PopupDraftStatus = 'editing' | 'submitted' | 'changes_requested' | 'refused';

export interface OpeningSpan {
	date: string;
	opens: string;
	closes: string;
	note: Translations;
}

export interface PopupContent {
	kind: PopupKind;
	title: Translations;
	description: Translations /* Markdown */;
	visitor_info: Translations;
	access: Translations;
	admission: Translations; // "vstop prost"
	zone: string;
	venue_ids: string[];
	days: OpeningSpan[];
	cover_media_id: string | null;
	announce_at: string | null; // null: announced as soon as the desk approves
}

export interface NewPopup {
	content: Partial<PopupContent>;
}

export interface PopupHours {
	days: OpeningSpan[];
	note: string | null;
}

export interface Postponement {
	reason: string;
	message: Translations;
}

export interface NewDates {
	days: OpeningSpan[];
	message: Translations;
}

export interface PopupCancellation {
	reason: string;
	message: Translations;
}

export interface CopyPopup {
	first_date: string;
}

export interface PopupRow {
	id: string;
	slug: string;
	title: Translations;
	kind: PopupKind;
	status: PopupStatus;
	draft_status: PopupDraftStatus | null;
	first_date: string | null;
	last_date: string | null;
	venue_ids: string[];
	cover_media_id: string | null;
	makers_confirmed: number;
	makers_invited: number;
	updated_at: string;
}

export interface PopupView {
	id: string;
	organisation_id: string;
	slug: string;
	status: PopupStatus;
	draft_status: PopupDraftStatus | null;
	version: number;
	content: PopupContent; // what stands (public once announced)
	draft: PopupContent | null; // working copy of an approved event
	missing: Missing[]; // what a submission still needs: { pointer, code, detail }
	programme: ProgrammeEntry[];
	makers: PopupMaker[];
	status_message: Translations; // why postponed or cancelled
	announced_at: string | null;
	created_at: string;
	updated_at: string;
	public_path: string | null;
	ics_path: string | null;
}

export type ProgrammeKind =
	| 'opening'
	| 'talk'
	| 'tour'
	| 'workshop'
	| 'show'
	| 'music'
	| 'demonstration'
	| 'meeting'
	| 'handover'
	| 'other';

export interface ProgrammeEntryContent {
	kind: ProgrammeKind;
	date: string;
	starts: string;
	ends: string | null;
	title: Translations;
	description: Translations;
	host: string;
	host_organisation_id: string | null;
	place: string;
	admission: Translations; /* price or capacity as text */
}

export interface ProgrammeEntry {
	id: string;
	content: ProgrammeEntryContent;
}

export type MakerStatus = 'invited' | 'confirmed' | 'declined' | 'removed';

export interface InviteMaker {
	organisation_id: string;
	message: string | null;
}

export interface MakerAnswer {
	answer: 'confirmed' | 'declined';
}

export interface MakerProducts {
	product_ids: string[];
}

export interface PopupMaker {
	organisation_id: string;
	name: string;
	slug: string;
	town: string | null;
	status: MakerStatus;
	product_ids: string[];
	invited_at: string;
	answered_at: string | null;
}

export interface PopupInvitation {
	popup_id: string;
	slug: string;
	title: Translations;
	organizer: string;
	first_date: string | null;
	last_date: string | null;
	status: MakerStatus;
	popup_status: PopupStatus;
	product_ids: string[];
	invited_at: string;
}

export interface ClashList {
	items: Clash[];
}

export interface Clash {
	popup_id: string;
	slug: string;
	title: string;
	organizer: string;
	status: PopupStatus;
	dates: string[];
	town: string;
	distance_km: number; /* whole km */
}

export interface PopupCards {
	items: PopupCard[];
	next: string | null;
}

export interface PopupCard {
	id: string;
	slug: string;
	kind: PopupKind;
	status: PopupStatus;
	title: string;
	summary: string /* first sentence, plain */;
	town: string;
	venue: string;
	first_date: string;
	last_date: string;
	days: PublicSpan[];
	cover: PictureView | null;
	organizer: string;
	makers: number;
	position: Position | null;
}

export interface PublicSpan {
	date: string;
	opens: string;
	closes: string;
	opens_at: string;
	closes_at: string;
	note: string | null;
}

export interface PopupPage extends PopupCard {
	description_html: string;
	visitor_info_html: string;
	access_html: string;
	admission: string;
	zone: string;
	status_message: string | null;
	venues: PublicVenue[];
	programme: PublicProgrammeEntry[];
	maker_cards: PublicPopupMaker[];
	products: ProductCard[];
	organizer_card: { name: string; slug: string; website: string | null };
	ics_path: string;
	calendar_path: string;
	report_subject: string; /* popup id */
}

export interface PublicVenue {
	id: string;
	name: string;
	address: string;
	postal_code: string;
	town: string;
	country: string;
	position: Position;
	description_html: string;
	step_free: StepFree;
	access: string | null;
	restrictions: string | null;
	facilities: Facilities;
	picture: PictureView | null;
}

export interface PublicProgrammeEntry {
	id: string;
	kind: ProgrammeKind;
	date: string;
	starts: string;
	ends: string | null;
	title: string;
	description_html: string;
	host: string;
	place: string;
	admission: string | null;
}

export interface PublicPopupMaker {
	slug: string;
	name: string;
	town: string | null;
	portrait: PictureView | null;
}

export type SubmissionKind = 'organisation' | 'listing' | 'popup' | 'report' | 'objection';

export type SubjectKind = 'organisation' | 'listing' | 'popup';

export type SubmissionStatus = 'open' | 'decided' | 'withdrawn';

export type Verdict =
	'approved' | 'changes_requested' | 'refused' | 'suspended' | 'restored' | 'upheld' | 'dismissed';

export type Ground = 'law' | 'terms';

export type DecisionSource = 'submission' | 'own_initiative' | 'notice' | 'objection';

export interface SubmissionReceipt {
	id: string;
	round: number;
	submitted_at: string;
	due_at: string;
}

export interface OwnSubmission {
	id: string;
	kind: SubmissionKind;
	subject_id: string;
	title: string;
	status: SubmissionStatus;
	round: number;
	submitted_at: string;
	due_at: string;
}

export interface OwnerCard {
	id: string;
	name: string;
	slug: string;
	kind: 'studio' | 'company' | 'organizer' | 'institution';
	town: string | null;
	status: string;
}

export interface PersonRef {
	id: string;
	name: string;
}

export interface SecondLook {
	asked_by: PersonRef;
	asked_at: string;
	note: string;
	answered_by: PersonRef | null;
	answered_at: string | null;
	answer: string | null;
}

export interface SubmissionRow {
	id: string;
	kind: SubmissionKind;
	subject_id: string;
	is_edit: boolean;
	title: string;
	organisation: OwnerCard | null;
	status: SubmissionStatus;
	round: number;
	submitted_at: string;
	due_at: string;
	age_working_days: number;
	overdue: boolean;
	claimed_by: PersonRef | null;
	second_look_pending: boolean;
}

export interface SubmissionQueue {
	items: SubmissionRow[];
	next: string | null;
	counts: QueueCounts;
}

export interface QueueCounts {
	open: number;
	organisation: number;
	listing: number;
	popup: number;
	report: number;
	objection: number;
	overdue: number;
	target_working_days: number;
	average_working_days_tenths: number | null; /* last 90 days: 26 = 2.6 */
}

export interface SubmissionView extends SubmissionRow {
	submitted_by: PersonRef | null;
	second_look: SecondLook | null;
	changes: FieldChange[]; // against what is live; for a new thing every field as "added"
	changes_since_last_round: FieldChange[] | null; // null in the first round
	last_round: DecisionView | null; // the earlier reasons
	content: ShownField[]; // the whole thing as submitted
	live: ShownField[] | null;
	history: DecisionView[]; // of this subject, newest first
	clashes: Clash[]; // pop-ups only
	report: ReportView | null;
	objection: ObjectionView | null;
}

export type FieldKind = 'text' | 'list' | 'picture' | 'money' | 'number' | 'flag';

export interface ShownValue {
	text: string /* always readable */;
	items: string[] /* kind list */;
	pictures: { media_id: string; alt: string }[];
	money: Money | null;
}

export interface ShownField {
	field: string /* "/description/sl" */;
	label: string /* "description": translate as desk field label; unknown ones show the code */;
	language: string | null;
	kind: FieldKind;
	value: ShownValue;
}

export interface FieldChange {
	field: string;
	label: string;
	language: string | null;
	kind: FieldKind;
	change: 'added' | 'removed' | 'changed';
	before: ShownValue | null;
	after: ShownValue | null;
	words: WordPiece[] /* kind text, changed: word by word; else [] */;
	comment: string | null; /* of the earlier round on this field */
}

export interface WordPiece {
	op: 'same' | 'removed' | 'added';
	text: string;
}

export interface FieldComment {
	field: string;
	text: string;
}

export interface NewDecision {
	decision: Verdict;
	ground: Ground | null;
	clause: string;
	facts: string;
	comments: FieldComment[];
	suspend_subject: boolean; /* report upheld: suspend what was reported */
}

export interface NewMeasure {
	ground: Ground | null;
	clause: string;
	facts: string;
	report_id: string | null;
}

export interface BulkApproval {
	submission_ids: string[]; /* at most 50 */
}

export interface BulkResult {
	approved: string[];
	failed: { submission_id: string; code: string; detail: string }[];
}

export interface DecisionView {
	id: string;
	submission_id: string | null;
	kind: SubmissionKind;
	subject_id: string;
	organisation_id: string | null;
	title: string;
	round: number;
	decision: Verdict;
	ground: Ground | null;
	clause: string | null;
	facts: string | null;
	comments: FieldComment[];
	scope: 'listing' | 'event' | 'account' | 'report' | 'objection';
	source: DecisionSource;
	automated: false;
	redress: string /* text in the reader's language: how to object */;
	by: PersonRef;
	at: string;
	objection_until: string | null;
	objection: ObjectionView | null;
	unread: boolean;
}

export interface OwnerDecisions {
	items: DecisionView[];
	next: string | null;
	unread: number;
}

export type ReportReason =
	| 'illegal'
	| 'unsafe_product'
	| 'counterfeit'
	| 'copyright'
	| 'misleading'
	| 'personal_data'
	| 'offensive'
	| 'child_safety'
	| 'other';

export interface NewReport {
	subject_kind: SubjectKind | null;
	subject_id: string | null;
	url: string;
	reason: ReportReason;
	statement: string;
	name: string;
	email: string;
	good_faith: boolean;
}

export interface ReportReceipt {
	id: string;
	received_at: string;
	due_at: string;
}

export interface ReportView {
	id: string;
	subject_kind: SubjectKind | null;
	subject_id: string | null;
	subject_title: string | null;
	url: string;
	reason: ReportReason;
	statement: string;
	name: string;
	email: string;
	received_at: string;
	outcome: Verdict | null;
}

export interface NewObjection {
	statement: string;
}

export interface ObjectionView {
	id: string;
	decision_id: string;
	statement: string;
	made_at: string;
	outcome: Verdict | null;
	outcome_facts: string | null;
	decided_at: string | null;
	contested: DecisionView | null; /* at the desk only */
}

export interface SavedReplyContent {
	title: string;
	ground: Ground;
	clause: string;
	facts: Translations;
}

export interface SavedReply {
	id: string;
	version: number;
	content: SavedReplyContent;
	updated_at: string;
}
