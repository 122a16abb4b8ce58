/** Makes a repository, has the commands of a release look at it, and puts the example's policy and lifecycle into the folder of its record. */
export function recordReleases(data: string): Promise<void>;
