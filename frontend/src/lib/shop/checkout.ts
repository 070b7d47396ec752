/** What the checkout asks for, and what of it is still missing. The server judges again and by its own rules. */
import type { CartView, PlaceOrder } from '#lib/api/index.ts';
import type { Locale } from '#lib/i18n/index.ts';
import * as v from 'valibot';

export interface CheckoutForm {
	email: string;
	name: string;
	phone: string;
	street: string;
	postcode: string;
	city: string;
	country: string;
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

const given = v.pipe(v.string(), v.trim(), v.nonEmpty('missing'));
const person = v.object({
	email: v.pipe(v.string(), v.trim(), v.nonEmpty('missing'), v.email('email')),
	name: given,
	terms: v.literal(true, 'terms')
});
const address = v.object({ street: given, city: given, country: given });
const postcodes: Record<string, RegExp> = {
	SI: /^\d{4}$/,
	AT: /^\d{4}$/,
	HU: /^\d{4}$/,
	HR: /^\d{5}$/,
	IT: /^\d{5}$/,
	DE: /^\d{5}$/
};

export type Fault = 'missing' | 'email' | 'terms' | 'postcode';

/** Faults by field; none when the order may be sent. */
export function faults(form: CheckoutForm, withAddress: boolean): Partial<Record<keyof CheckoutForm, Fault>> {
	const found: Partial<Record<keyof CheckoutForm, Fault>> = {};
	for (const schema of withAddress ? [person, address] : [person]) {
		const result = v.safeParse(schema, form);
		for (const issue of result.issues ?? []) {
			const key = issue.path?.[0]?.key as keyof CheckoutForm | undefined;
			if (key && !found[key]) found[key] = issue.message as Fault;
		}
	}
	if (withAddress) {
		const postcode = form.postcode.trim();
		if (!postcode) found.postcode = 'missing';
		else if (postcodes[form.country] && !postcodes[form.country]?.test(postcode)) found.postcode = 'postcode';
	}
	return found;
}

/** The pointers of the API, for the fields of the form. */
export const pointers: Partial<Record<string, keyof CheckoutForm>> = {
	'/email': 'email',
	'/name': 'name',
	'/phone': 'phone',
	'/address/street': 'street',
	'/address/postcode': 'postcode',
	'/address/city': 'city',
	'/address/country': 'country',
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
