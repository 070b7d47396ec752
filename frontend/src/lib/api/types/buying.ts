/** The shapes of buying, by the names of the API's schemas. */
import type { Locale, Money, PictureView, Translations } from './common.ts';

export type OrderStatus =
	| 'placed'
	| 'paid'
	| 'accepted'
	| 'shipped'
	| 'ready_for_pickup'
	| 'delivered'
	| 'collected'
	| 'completed'
	| 'expired'
	| 'cancelled'
	| 'withdrawal_requested'
	| 'returned'
	| 'refunded';

export type GroupStatus = 'placed' | 'paid' | 'expired' | 'cancelled';

export type PaymentMethod = 'sandbox' | 'stripe';

export type PaymentStatus = 'created' | 'pending' | 'captured' | 'declined' | 'expired' | 'review';

export type RefundStatus = 'pending' | 'done' | 'failed';

export type DeliveryMethod = 'parcel' | 'pickup';

export interface AddLine {
	variant_id: string;
	quantity: number /* 1..=20 */;
	personalisation?: string | null; /* text the buyer gives, when the product asks for it */
}

export interface ChangeLine {
	quantity?: number;
	personalisation?: string | null;
}

export interface ChooseDelivery {
	option_id: string;
}

export interface CartView {
	token: string | null; // only when a guest cart was just made
	count: number; // pieces
	parcels: CartParcel[]; // one per creator, in the order they were added
	items_total: Money;
	delivery_total: Money; // by the chosen options
	total: Money; // send this as PlaceOrder.total
	vat_included: Money; // of total
	ready: boolean; // nothing in the way of ordering
	country: string; // delivery country the quotes are for
}

export interface CartParcel {
	organisation_id: string;
	seller: SellerCard;
	lines: CartLineView[];
	items_total: Money;
	weight_g: number;
	delivery_options: DeliveryOption[]; // possible ones, cheapest parcel first, then pick-up places
	hidden_options: HiddenOption[]; // why a way of delivery is not offered
	chosen_option_id: string | null; // the cheapest parcel until the buyer chooses
	delivery: Money;
	free_delivery_missing: Money | null; // "add x more and delivery is free"
	vat_included: Money; // items and delivery of this seller
}

export interface CartLineView {
	id: string;
	variant_id: string;
	product_id: string;
	slug: string;
	name: string;
	option: string | null;
	sku: string; // in the reader's language
	picture: PictureView | null;
	quantity: number;
	max_quantity: number; // what can be had now (0: gone), at most 20
	unit_price: Money;
	line_total: Money;
	changed_price: Money | null; // the price when it was added, if it differs now
	availability: 'in_stock' | 'low' | 'made_to_order' | 'not_enough' | 'gone'; // not_enough, gone: the line blocks ordering
	lead_time_days: number;
	personalisation: string | null;
	personalisation_required?: boolean;
	personalisation_label: string | null;
	personalisation_max: number | null;
	withdrawal_exempt: string | null; // none => null; else made_to_order_personalised | perishable | hygiene | audio_software
}

export interface SellerCard {
	/** The name in law. */
	legal_name: string;
	vat_registered: boolean;
	organisation_id: string;
	name: string;
	slug: string;
	town: string | null;
}

export interface DeliveryOption {
	id: string; // "parcel:<band id>" | "pickup:<place id>"
	method: DeliveryMethod;
	label: string; // "Paket do 2 kg" | "Studio Vigenc, Kropa 12"
	price: Money;
	earliest: string;
	latest: string; // local dates "2026-11-30"
	address: string | null;
	hours: string | null; // pick-up
}

export interface HiddenOption {
	label: string;
	reason: 'too_heavy' | 'too_large' | 'country' | 'not_for_pickup' | 'not_for_parcel';
}

export interface PostalAddress {
	name: string;
	street: string;
	postcode: string;
	city: string;
	country: string; /* "SI" */
}

export interface PlaceOrder {
	email: string;
	name: string;
	phone?: string | null;
	address?: PostalAddress | null; // needed when a parcel is sent
	deliveries: { organisation_id: string; option_id: string }[]; // one per creator in the cart
	gift_note?: string | null;
	hide_prices?: boolean;
	terms_accepted: boolean;
	locale?: Locale | null; // else Accept-Language; every mail of this order is in it
	total: Money; // what the buyer saw: CartView.total
}

export interface OrderGroupView {
	id: string;
	number: string; // "MT-7F3K92QD"
	token: string | null; // the order page's secret; in the answer to POST /order-groups and by-link, null in account lists
	status: GroupStatus;
	email: string;
	name: string;
	phone: string | null;
	address: PostalAddress | null;
	locale: Locale;
	gift_note: string | null;
	hide_prices: boolean;
	items_total: Money;
	delivery_total: Money;
	total: Money;
	vat_included: Money;
	refunded: Money;
	placed_at: string;
	paid_at: string | null;
	hold_expires_at: string; // countdown while status is placed
	payment: PaymentView | null; // the latest one
	payment_methods: PaymentMethod[]; // what can be used now
	cancellable: boolean; // the whole group, before payment
	orders: BuyerOrderView[];
}

export interface BuyerOrderView {
	id: string;
	number: string; // "MT-7F3K92QD-1"
	status: OrderStatus;
	steps: OrderStep[]; // what happened, oldest first, and the expected next ones without time
	seller: OrderSeller;
	lines: OrderLineView[];
	delivery: OrderDelivery;
	items_total: Money;
	delivery_total: Money;
	total: Money;
	vat_included: Money;
	refunded: Money;
	tracking: Tracking | null;
	cancellable: boolean; // by the buyer, now
	withdrawal: {
		until: string | null /* local date; null while not yet received */;
		exempt_lines: string[]; /* line ids */
	};
	cancellation: { by: 'buyer' | 'seller' | 'system'; reason: string | null; at: string } | null;
}

export interface OrderStep {
	status: OrderStatus;
	at: string | null;
}

export interface OrderSeller {
	organisation_id: string;
	name: string /* brand */;
	slug: string;
	legal_name: string;
	address: string;
	email: string;
	phone: string | null;
	registration: string | null;
	vat_id: string | null;
	vat_registered: boolean;
	trader: boolean;
}

export interface OrderLineView {
	id: string;
	variant_id: string;
	product_id: string;
	slug: string;
	name: string;
	option: string | null;
	sku: string;
	picture: PictureView | null;
	quantity: number;
	unit_price: Money;
	total: Money;
	vat_rate_bp: number;
	made_to_order: boolean;
	personalisation: string | null;
	withdrawal_exempt: string | null;
}

export interface OrderDelivery {
	method: DeliveryMethod;
	label: string;
	price: Money;
	earliest: string;
	latest: string;
	address: string | null /* of the pick-up place */;
	hours: string | null;
}

export interface Tracking {
	carrier: string;
	number: string | null;
	url: string | null;
}

export interface StartPayment {
	method: PaymentMethod;
}

export interface PaymentView {
	id: string;
	order_group_id: string;
	method: PaymentMethod;
	status: PaymentStatus;
	amount: Money;
	refunded: Money;
	checkout_url: string | null;
	created_at: string;
	captured_at: string | null;
}

export interface SandboxOutcome {
	outcome: 'paid' | 'declined';
}

export interface PaymentMethods {
	methods: PaymentMethod[];
}

export interface Cancel {
	reason?: string | null;
}

export interface OrderListItem {
	id: string;
	number: string;
	status: OrderStatus;
	buyer_name: string;
	town: string | null;
	delivery_method: DeliveryMethod;
	pieces: number;
	total: Money;
	paid_at: string;
	ship_by: string /* local date */;
	first_line: string;
	gift: boolean;
}

export interface OrderCounts {
	paid: number;
	accepted: number;
	shipped: number;
	ready_for_pickup: number;
	delivered: number;
	collected: number;
	completed: number;
	cancelled: number;
}

export interface OrderDetail {
	id: string;
	number: string;
	group_number: string;
	status: OrderStatus;
	version: number;
	steps: OrderStep[];
	buyer: { name: string; email: string; phone: string | null; locale: Locale };
	address: PostalAddress | null;
	delivery: OrderDelivery;
	gift_note: string | null;
	hide_prices: boolean;
	lines: OrderLineView[];
	items_total: Money;
	delivery_total: Money;
	total: Money;
	vat_included: Money;
	refunded: Money;
	ship_by: string;
	tracking: Tracking | null;
	acts: ('acceptance' | 'shipment' | 'readiness' | 'handover' | 'delivery' | 'cancellation')[]; // what may be done now
	refunds: { id: string; amount: Money; status: RefundStatus; created_at: string }[];
	cancellation: { by: 'buyer' | 'seller' | 'system'; reason: string | null; at: string } | null;
}

export interface Ship {
	carrier: string;
	tracking_number?: string | null;
	tracking_url?: string | null;
}

export interface DeliverySettings {
	version: number;
	ship_from_postcode: string;
	ship_from_city: string;
	handling_days: number; // working days until the parcel leaves, added to the product's lead time
	transit_days: number; // working days on the way
	bands: ParcelBand[];
	pickup_places: PickupPlace[];
	made_to_order_note: Translations;
}

export interface ParcelBand {
	id?: string | null;
	name: Translations;
	countries: string[];
	max_weight_g: number;
	max_length_mm: number;
	max_width_mm: number;
	max_height_mm: number;
	price: Money;
	free_over: Money | null;
}

export interface PickupPlace {
	id?: string | null;
	kind: 'studio' | 'centre';
	name: Translations;
	address: string;
	hours: Translations;
	active: boolean;
}

export type SaveDelivery = Omit<DeliverySettings, 'version'>;

export interface StockLevelView {
	variant_id: string;
	product_id: string;
	name: string;
	option: string | null;
	sku: string;
	location: string /* "web" */;
	on_hand: number;
	held: number;
	available: number;
	low_at: number | null;
	low: boolean;
	made_to_order: boolean;
	changed_at: string | null;
}

export interface CorrectStock {
	counted?: number; // "I counted n": sets the level to n, or
	delta?: number; // plus or minus (exactly one of the two)
	reason: 'made' | 'counted' | 'damaged' | 'gift' | 'sold_elsewhere' | 'other';
	note?: string | null;
}

export interface StockMovementView {
	id: string;
	variant_id: string;
	location: string;
	delta: number;
	on_hand_after: number | null /* only in the answer to a correction */;
	reason: string /* the above, or sale | cancelled | opening */;
	note: string | null;
	actor: string | null;
	order_number: string | null;
	at: string;
}
