"""The rules that a translation keeps, one module for each meaning; locales.check runs them all."""
