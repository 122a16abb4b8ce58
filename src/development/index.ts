/**
 * Secure development: what a release is made of, and who looked at it. `git/` reads repositories, `change/` what commits say, `person/` who is who, `review/` what that
 * proves; `finding/` what analysers found, `lifecycle/` the phases of a product, `release/` the gate that holds all of it to a policy. Judging controls and drawing attacks belong to the rooms it stands on; running what a repository holds belongs nowhere.
 */
export { type ReleaseReview, reviewRelease } from './review/release.ts';
