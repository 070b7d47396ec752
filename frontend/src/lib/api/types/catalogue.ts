/** The shapes of catalogue, by the names of the API's schemas. */
import type { MediaView, Missing, Money, PictureView, Translations } from './common.ts';

import type { PopupCard } from './desk.ts';

export interface SetAlt {
	alt: Translations;
}

export interface Term {
	code: string;
	names: Translations;
	traits: string[];
}

export interface Vocabularies {
	categories: Term[];
	techniques: Term[];
	materials: Term[];
	towns: Term[];
	care: Term[];
}

export interface NewProduct {
	name?: Translations;
	category?: string | null;
}

export type ListingStatus =
	'draft' | 'submitted' | 'approved' | 'changes_requested' | 'refused' | 'paused' | 'suspended' | 'archived';

export type DraftStatus = 'none' | 'editing' | 'submitted' | 'changes_requested' | 'refused';

export interface ProductView {
	id: string;
	organisation_id: string;
	slug: string | null /* from the first approval on */;
	status: ListingStatus;
	created_at: string;
	updated_at: string;
	published_at: string | null;
	live: ProductContent | null; // what buyers see; null until the first approval
	variants: VariantView[]; // the live variants (empty until the first approval)
	draft: DraftView;
}

export interface DraftView {
	product_id: string;
	status: DraftStatus;
	version: number;
	content: ProductContent; // variants have ids here, assigned by the server at the first save
	pictures: MediaView[]; // the pictures of content.pictures, in order
	missing: Missing[]; // what approval still needs, in the order of the form; empty = may be submitted
	checks: Check[]; // the checklist with its done ones, for "7/9"
	updated_at: string;
}

export interface Check {
	key:
		| 'name'
		| 'description'
		| 'category'
		| 'pictures'
		| 'variants'
		| 'materials'
		| 'size_and_weight'
		| 'manufacturer'
		| 'warnings';
	done: boolean;
}

export interface ProductContent {
	// every field present; send back what you received with your changes
	name: Translations; // <= 120 each; sl needed for approval
	description: Translations; // Markdown, <= 5000
	story: Translations; // Markdown, <= 5000
	category: string | null;
	materials: MaterialShare[]; // <= 12
	techniques: string[]; // <= 8, the first is the main one
	town: string | null;
	dimensions_mm: Dimensions | null;
	weight_g: number | null; // packed weight of one piece, 1..=100000
	care: string[]; // codes of vocabulary `care`
	care_note: Translations;
	made_to_order: boolean;
	lead_time_days: number | null; // in stock: days to dispatch; made to order: days to make; 0..=365
	edition: Translations; // "pilotna serija 60 parov"
	edition_size: number | null;
	personalisation: Personalisation | null;
	withdrawal_exemption: WithdrawalExemption;
	origin: Origin;
	credit: Translations; // free text: the challenge, the company, the heritage it comes from
	pictures: string[]; // media ids in order, the first is the cover; <= 12; alternative text lives on the picture (PATCH /media/{id})
	safety: Safety;
	vat_rate_bp: number; // 0 | 500 | 950 | 2200
	channels: Channel[];
	variants: VariantDraft[]; // 1..=50
}

export interface MaterialShare {
	code: string;
	percent: number;
}

export interface Dimensions {
	length: number;
	width: number;
	height: number;
}

export interface Personalisation {
	label: Translations;
	max_length: number /* 1..=200 */;
	required: boolean;
}

export type WithdrawalExemption =
	'none' | 'made_to_order_personalised' | 'perishable' | 'hygiene' | 'audio_software';

export type Origin = 'own' | 'heritage' | 'challenge';

export type Channel = 'online' | 'popup' | 'pickup';

export interface Safety {
	manufacturer: Manufacturer;
	identifier: string;
	warnings: Translations[] /* <= 10 */;
	no_warnings: boolean /* "no warning is needed" ticked */;
	age_min: number | null;
}

export interface Manufacturer {
	name: string;
	postal_address: string;
	electronic_address: string;
}

export interface VariantDraft {
	id?: string | null; // null/absent for a new one; keep it for a known one
	sku: string; // absent or "" on a new one: the server makes one; unique in the organisation
	option: Translations; // {} when there is only one
	price: Money | null; // of a live variant: shows the live price, changes here are ignored (use PUT /variants/{id}/price)
	barcode: string | null; // EAN-8/13, checked
	weight_g: number | null; // when it differs from the product's
}

export interface VariantView {
	id: string;
	product_id: string;
	sku: string;
	option: Translations;
	price: Money;
	prior_price: Money | null;
	barcode: string | null;
	weight_g: number | null;
	position: number;
}

export interface SetPrice {
	price: Money;
}

export interface PriceChange {
	price: Money;
	from: string;
	by: string | null;
}

export interface ListingPage {
	items: ListingRow[];
	next: string | null;
	counts: StatusCount[];
}

export interface StatusCount {
	status: ListingStatus;
	count: number;
}

export interface ListingRow {
	id: string;
	slug: string | null;
	name: string /* best language, may be "" */;
	picture: PictureView | null;
	status: ListingStatus;
	draft_status: DraftStatus;
	price_from: Money | null;
	variant_count: number;
	made_to_order: boolean;
	available: number /* web stock not held, over all variants */;
	missing_count: number;
	updated_at: string;
}

export interface TodayView {
	orders_to_pack: number;
	listings_needing_me: ListingRow[];
	low_stock: LowStock[];
	listings_live: number;
	listings_submitted: number;
}

export interface LowStock {
	variant_id: string;
	product_id: string;
	name: string;
	option: string;
	sku: string;
	available: number;
}

export interface HomeView {
	products: ProductCard[] /* newest 8 */;
	makers: MakerCard[] /* 6 */;
	popups?: PopupCard[];
	product_count: number;
	maker_count: number;
}

export interface NamedCode {
	code: string;
	name: string;
}

export type StockKind = 'in_stock' | 'made_to_order' | 'sold_out';

export interface StockView {
	kind: StockKind;
	available: number | null /* pieces, in_stock only */;
	lead_time_days: number | null;
}

export interface ProductCard {
	id: string;
	slug: string;
	name: string;
	maker: MakerRef;
	price_from: Money;
	price_to: Money;
	prior_price: Money | null /* a reduction: lowest of the 30 days before it */;
	picture: PictureView | null;
	category: NamedCode | null;
	technique: NamedCode | null;
	town: NamedCode | null;
	origin: Origin;
	stock: StockView;
}

export interface MakerRef {
	id: string;
	slug: string;
	name: string;
	town: string | null;
}

export interface ProductList {
	items: ProductCard[];
	next: string | null;
	total: number;
	facets: Facets;
}

export interface FacetValue {
	code: string;
	name: string;
	count: number;
}

export interface Facets {
	category: FacetValue[];
	technique: FacetValue[];
	material: FacetValue[];
	maker: FacetValue[];
	town: FacetValue[];
	origin: FacetValue[];
	in_stock: number;
	price_min: Money | null;
	price_max: Money | null;
}

export interface ProductPage {
	id: string;
	slug: string;
	name: string;
	description_html: string;
	story_html: string; // cleaned HTML
	maker: MakerCard;
	seller: SellerOfRecord;
	category: NamedCode | null;
	techniques: NamedCode[];
	materials: MaterialView[];
	town: NamedCode | null;
	dimensions_mm: Dimensions | null;
	weight_g: number | null;
	care: NamedCode[];
	care_note: string;
	made_to_order: boolean;
	lead_time_days: number | null;
	edition: string;
	edition_size: number | null;
	personalisation: PersonalisationView | null;
	withdrawal_exemption: WithdrawalExemption;
	origin: Origin;
	credit: string;
	pictures: PictureView[];
	safety: SafetyView;
	vat_rate_bp: number;
	channels: Channel[];
	published_at: string;
	updated_at: string;
	price_from: Money;
	price_to: Money;
	variants: PublicVariant[];
	stock: StockView;
	languages: string[]; // languages the text exists in (for hreflang)
	related: ProductCard[]; // up to 4
}

export interface PublicVariant {
	id: string;
	sku: string;
	option: string;
	price: Money;
	prior_price: Money | null;
	stock: StockView;
}

export interface MaterialView {
	code: string;
	name: string;
	percent: number;
}

export interface PersonalisationView {
	label: string;
	max_length: number;
	required: boolean;
}

export interface SafetyView {
	manufacturer: Manufacturer;
	identifier: string;
	warnings: string[];
	age_min: number | null;
}

export interface SellerOfRecord {
	/** The brand. */
	name: string;
	legal_name: string;
	trade_name: string | null;
	street: string;
	post_code: string;
	town: string;
	country: string;
	email: string;
	phone: string | null;
	registration_number: string | null;
	register_name: string | null;
	vat_id: string | null;
	vat_status: 'registered' | 'exempt' | null;
	trader: boolean;
}

export interface MakerCard {
	id: string;
	slug: string;
	name: string;
	town: string | null;
	bio: string;
	picture: PictureView | null;
	product_count: number;
	techniques: NamedCode[];
}

export interface MakerList {
	items: MakerCard[];
}

export interface MakerPage extends MakerCard {
	bio_html: string;
	website: string | null;
	languages: string[];
	products: ProductCard[];
}

export interface Suggestions {
	items: Suggestion[];
}

export interface Suggestion {
	kind: 'product' | 'maker' | 'category' | 'technique';
	label: string;
	slug: string /* product or maker slug; code of category or technique */;
	count: number | null;
}
