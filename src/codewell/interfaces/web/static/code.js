// Comforts of a code's page: it is whole without this file.
"use strict";
