/** The page of an article that an editor sees: what was saved need not be kept in this browser any more. */

import { cleanUp } from "./form/drafts";

cleanUp();
