/** What is no value but how a turn ended, typed as a word (scoring/engine/statuses.py). */
export const STATUS_WORDS = /^(dns|dnf|nm|dq([\s:,–-].*)?|[-–—])$/i;
