/** The results as an editor sees them: choosing several hits, and coming back from the form of one to its place. */

import { cleanUp } from "./form/drafts";
import { startBar } from "./selecting/bar";
import { forgetDone } from "./selecting/chosen";
import { startReturning } from "./selecting/returning";

// What was saved need not be kept in this browser any more.
cleanUp();
forgetDone();
startBar();
startReturning();
