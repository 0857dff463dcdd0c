"""Parts of lessons that are long: one function a part, run by the lesson's page. No part imports another."""
