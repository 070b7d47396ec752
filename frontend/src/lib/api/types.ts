/** The shapes the API speaks, by the names of its schemas: generated, see openapi-ts.config.ts. */
import type {
	CancelOrder,
	DeclarationView,
	EditOnboarding,
	EditOrganisation as SentOrganisation,
	FieldError,
	ListingCheck,
	PriceChangeView,
	VocabulariesView
} from './generated/types.gen.ts';

export type * from './generated/types.gen.ts';

/** A piece of a list; `next` asks for the following one. */
export interface Page<T> {
	items: T[];
	next: string | null;
}
export type Missing = FieldError;
export type Check = ListingCheck;
export type Cancel = CancelOrder;
export type Vocabularies = VocabulariesView;
export type PriceChange = PriceChangeView;
/** The key of a declaration is `DeclarationView['key']`; pages mean the whole. */
export type Declaration = DeclarationView;
export type OnboardingFields = Omit<Required<EditOnboarding>, 'self_certification_version' | 'terms_version'>;
/** Pages send it whole. */
export type EditOrganisation = Required<SentOrganisation>;
