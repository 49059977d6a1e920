/** When the server gave no words of its own. */
export const GENERAL_PROBLEM = "That did not work. Please try again.";

/** When the request did not get through at all. */
export const NO_CONNECTION = "There is no connection. Nothing was changed; please try again.";

/** After an undo that puts something right back. */
export const AS_BEFORE = "As it was before";
