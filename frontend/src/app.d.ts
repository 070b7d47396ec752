declare global {
	namespace App {
		interface Error {
			message: string;
			/** The problem code of the API, where the error came from there. */
			code?: string;
		}
	}
}

export {};
