declare const brand: unique symbol;

/** A value of type `T` that the type checker keeps apart from every other `T`: an id is not just any string. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
