/** What the checkout asks for, and what of it is still missing. The server judges again and by its own rules. */
import type { CartView, PlaceOrder } from '#lib/api/index.ts';
import type { Locale } from '#lib/i18n/index.ts';

export interface CheckoutForm {
	email: string;
	name: string;
	phone: string;
	street: string;
	postcode: string;
	city: string;
	country: string;
	company: boolean;
	companyName: string;
	companyStreet: string;
	companyPostcode: string;
	companyCity: string;
	companyCountry: string;
	companyVatId: string;
	gift: boolean;
	giftNote: string;
	hidePrices: boolean;
	terms: boolean;
}

export function emptyForm(): CheckoutForm {
	return {
		email: '',
		name: '',
		phone: '',
		street: '',
		postcode: '',
		city: '',
		country: 'SI',
		company: false,
		companyName: '',
		companyStreet: '',
		companyPostcode: '',
		companyCity: '',
		companyCountry: 'SI',
		companyVatId: '',
		gift: false,
		giftNote: '',
		hidePrices: false,
		terms: false
	};
}

/** Somebody has to bring a parcel somewhere. */
export function needsAddress(view: CartView): boolean {
	return view.parcels.some((parcel) => (parcel.chosen_option_id ?? '').startsWith('parcel:'));
}

export type Fault = 'missing' | 'email' | 'terms' | 'postcode' | 'vat_id';
export type Faults = Partial<Record<keyof CheckoutForm, Fault>>;

/** The pointers of the API, for the fields of the form. */
export const pointers: Partial<Record<string, keyof CheckoutForm>> = {
	'/email': 'email',
	'/name': 'name',
	'/phone': 'phone',
	'/address/street': 'street',
	'/address/postcode': 'postcode',
	'/address/city': 'city',
	'/address/country': 'country',
	'/company/name': 'companyName',
	'/company/street': 'companyStreet',
	'/company/postcode': 'companyPostcode',
	'/company/city': 'companyCity',
	'/company/country': 'companyCountry',
	'/company/vat_id': 'companyVatId',
	'/gift_note': 'giftNote',
	'/terms_accepted': 'terms'
};

export function toOrder(form: CheckoutForm, view: CartView, locale: Locale): PlaceOrder {
	const text = (value: string) => value.trim() || null;
	return {
		email: form.email.trim(),
		name: form.name.trim(),
		phone: text(form.phone),
		address: needsAddress(view)
			? {
					name: form.name.trim(),
					street: form.street.trim(),
					postcode: form.postcode.trim(),
					city: form.city.trim(),
					country: form.country
				}
			: null,
		company: form.company
			? {
					name: form.companyName.trim(),
					street: form.companyStreet.trim(),
					postcode: form.companyPostcode.trim(),
					city: form.companyCity.trim(),
					country: form.companyCountry,
					vat_id: text(form.companyVatId)
				}
			: null,
		deliveries: view.parcels.map((parcel) => ({
			organisation_id: parcel.organisation_id,
			option_id: parcel.chosen_option_id ?? ''
		})),
		gift_note: form.gift ? text(form.giftNote) : null,
		hide_prices: form.gift && form.hidePrices,
		terms_accepted: form.terms,
		locale,
		total: view.total
	};
}

const kept = 'modrotisk.checkout';

/** What was typed survives a reload and a wrong turn, in this tab only. */
export function keepForm(form: CheckoutForm): void {
	try {
		sessionStorage.setItem(kept, JSON.stringify({ ...form, terms: false }));
	} catch {
		// Then it lasts as long as the page.
	}
}

export function keptForm(): CheckoutForm {
	try {
		return { ...emptyForm(), ...(JSON.parse(sessionStorage.getItem(kept) ?? '{}') as Partial<CheckoutForm>) };
	} catch {
		return emptyForm();
	}
}
